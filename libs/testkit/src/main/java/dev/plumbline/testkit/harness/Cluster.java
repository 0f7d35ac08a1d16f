package dev.plumbline.testkit.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ApiClients;
import dev.plumbline.contracts.ObjectRef;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The Kubernetes API as a person with kubectl has it: any object as JSON, under any field manager.
 * Plurals are made as English makes them.
 */
public final class Cluster implements AutoCloseable {

  /** Keeps nulls, which remove fields in merge patches. */
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static final long ANSWERS_WITHIN_SECONDS = 30;
  private static final int MOST_CONFLICTS = 20;
  private static final int CONFLICT = 409;

  private final KubernetesClient client;

  /** The cluster of a kubeconfig, with the rights of its current context. */
  public Cluster(Path kubeconfig) {
    this.client = ApiClients.builder(Config.fromKubeconfig(kubeconfig.toFile())).build();
  }

  /** An answer as it came. */
  public record Answer(int status, JsonNode body) {
    /** The object in it; fails unless the call was carried out. */
    public ObjectNode object() {
      if (status >= 300) {
        throw new AssertionError("the API server answers " + status + " " + body);
      }
      return (ObjectNode) body;
    }
  }

  /** The client, for what is not here. */
  public KubernetesClient client() {
    return client;
  }

  /** Names an object. */
  public static ObjectRef ref(ObjectNode object) {
    return ObjectRef.of(
        object.path("apiVersion").asText(),
        object.path("kind").asText(),
        object.at("/metadata/namespace").asText(""),
        object.at("/metadata/name").asText());
  }

  /** A manifest as JSON. */
  public static ObjectNode parse(String yaml) {
    return MAPPER.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(yaml));
  }

  /** The object; empty if it is not there. */
  public Optional<ObjectNode> find(ObjectRef ref) {
    Answer answer = call("GET", path(ref), "application/json", null);
    return answer.status() == 404 ? Optional.empty() : Optional.of(answer.object());
  }

  /** The object, which must be there. */
  public ObjectNode get(ObjectRef ref) {
    return find(ref).orElseThrow(() -> new AssertionError("there is no " + ref));
  }

  /** All objects of a kind in a namespace. */
  public JsonNode list(ObjectRef any) {
    return call("GET", collection(any), "application/json", null).object().path("items");
  }

  /** Creates an object, its fields checked as strictly as kubectl asks for. */
  public Answer create(ObjectNode object) {
    return call(
        "POST",
        collection(ref(object)) + "?fieldValidation=Strict&fieldManager=kubectl-create",
        "application/json",
        object.toString());
  }

  /** Applies a manifest by server-side apply, with force. */
  public ObjectNode apply(ObjectNode object, String manager) {
    return call(
            "PATCH",
            path(ref(object)) + "?force=true&fieldManager=" + manager,
            "application/apply-patch+yaml",
            object.toString())
        .object();
  }

  /**
   * Asks whether a manifest could be applied, its fields checked as strictly as kubectl asks for.
   */
  public Answer dryRun(ObjectNode object) {
    return call(
        "PATCH",
        path(ref(object)) + "?dryRun=All&force=true&fieldValidation=Strict&fieldManager=dry-run",
        "application/apply-patch+yaml",
        object.toString());
  }

  /** A JSON merge patch, written as YAML. */
  public ObjectNode merge(ObjectRef ref, String patch, String manager) {
    return tryMerge(ref, patch, manager).object();
  }

  /** A JSON merge patch of what may not be there any more. */
  public Answer tryMerge(ObjectRef ref, String patch, String manager) {
    return call(
        "PATCH",
        path(ref) + "?fieldManager=" + manager,
        "application/merge-patch+json",
        parse(patch).toString());
  }

  /** A strategic merge patch, written as YAML, which knows lists by their keys. */
  public ObjectNode strategicMerge(ObjectRef ref, String patch, String manager) {
    return call(
            "PATCH",
            path(ref) + "?fieldManager=" + manager,
            "application/strategic-merge-patch+json",
            parse(patch).toString())
        .object();
  }

  /** Reads an object, changes it and writes it back, as {@code kubectl edit} does. */
  public ObjectNode edit(ObjectRef ref, Consumer<ObjectNode> change) {
    Answer answer = put(ref, change);
    for (int again = 0; again < MOST_CONFLICTS && answer.status() == CONFLICT; again++) {
      answer = put(ref, change);
    }
    return answer.object();
  }

  /** Sets the number of replicas through the subresource, as {@code kubectl scale} does. */
  public void scale(ObjectRef ref, int replicas) {
    call(
            "PATCH",
            path(ref) + "/scale?fieldManager=kubectl-scale",
            "application/merge-patch+json",
            "{\"spec\":{\"replicas\":" + replicas + "}}")
        .object();
  }

  /** Deletes an object in the background; an absent one is fine. */
  public void delete(ObjectRef ref) {
    Answer answer =
        call("DELETE", path(ref), "application/json", "{\"propagationPolicy\":\"Background\"}");
    if (answer.status() != 404) {
      answer.object();
    }
  }

  /** Deletes the object of that uid; another one of its name stays. */
  public void delete(ObjectRef ref, String uid) {
    Answer answer =
        call(
            "DELETE",
            path(ref),
            "application/json",
            "{\"propagationPolicy\":\"Background\",\"preconditions\":{\"uid\":\"" + uid + "\"}}");
    if (answer.status() != 404 && answer.status() != CONFLICT) {
      answer.object();
    }
  }

  /** Any call. */
  public Answer call(String method, String path, String type, @Nullable String body) {
    HttpRequest.Builder request =
        client
            .getHttpClient()
            .newHttpRequestBuilder()
            .uri(client.getMasterUrl().toString().replaceAll("/$", "") + path)
            .header("Accept", "application/json");
    if (body == null) {
      request.method(method, type, (String) null);
    } else {
      request.method(method, type, body);
    }
    try {
      HttpResponse<String> answer =
          client
              .getHttpClient()
              .sendAsync(request.build(), String.class)
              .get(ANSWERS_WITHIN_SECONDS, TimeUnit.SECONDS);
      return new Answer(answer.code(), MAPPER.readTree(answer.bodyString()));
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(method + " " + path + " failed", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** An independent watch on one kind in a namespace, from now on. */
  public WatchLog watch(ObjectRef any) {
    String now =
        call("GET", collection(any), "application/json", null)
            .object()
            .at("/metadata/resourceVersion")
            .asText();
    return WatchLog.start(client, any, plural(any), now);
  }

  @Override
  public void close() {
    client.close();
  }

  private Answer put(ObjectRef ref, Consumer<ObjectNode> change) {
    ObjectNode object = get(ref);
    change.accept(object);
    return call(
        "PUT", path(ref) + "?fieldManager=kubectl-edit", "application/json", object.toString());
  }

  private static String path(ObjectRef ref) {
    return collection(ref) + "/" + ref.name();
  }

  private static String collection(ObjectRef ref) {
    String root =
        ref.group().isEmpty()
            ? "/api/" + ref.version()
            : "/apis/" + ref.group() + "/" + ref.version();
    String namespace = ref.namespace().isEmpty() ? "" : "/namespaces/" + ref.namespace();
    return root + namespace + "/" + plural(ref);
  }

  private static String plural(ObjectRef ref) {
    String kind = ref.kind().toLowerCase(Locale.ROOT);
    if (kind.endsWith("y")) {
      return kind.substring(0, kind.length() - 1) + "ies";
    }
    return kind + (kind.endsWith("s") ? "es" : "s");
  }
}
