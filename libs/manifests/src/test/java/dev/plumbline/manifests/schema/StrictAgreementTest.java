package dev.plumbline.manifests.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ApiResource;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.ClusterSchemas;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.testkit.TestCluster;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.Cluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The check and a cluster told to be strict find the same unknown fields: in every object of a
 * manifest that has all fields of its kind, for every kind there is.
 */
class StrictAgreementTest {

  /** How many fields are misspelt in one request; at 1 it takes a minute on a real cluster. */
  private static final int AT_ONCE = Integer.getInteger("schema.atOnce", 20);

  private static final Pattern UNKNOWN = Pattern.compile("unknown field \"([^\"]+)\"");

  /** Server-side apply does not name them all; of a Secret our client tells only the place. */
  private static final Pattern UNDECLARED =
      Pattern.compile("field not declared in schema|refused: \\.");

  @TempDir static Path directory;
  private static TestCluster cluster;
  private static KubernetesClient raw;
  private static ClusterClient client;
  private static ClusterSchemas<JsonNode> published;

  /** Beside fields that nobody declares, apply takes any and drops them; create refuses them. */
  private static final Set<String> TAKEN_BY_APPLY = Set.of("spec.partly.known.plumblnie");

  private final List<String> disagreements = new ArrayList<>();
  private int kinds;
  private int fields;

  @BeforeAll
  static void start() {
    cluster = TestCluster.start(directory);
    raw = cluster.client();
    client = ClusterClient.of("test", cluster.client());
    published = client.schemas(Function.identity());
  }

  @AfterAll
  static void stop() {
    client.close();
    raw.close();
    cluster.close();
  }

  @Test
  void onEveryKindOfTheCluster() throws Exception {
    for (String api : client.facts().apiVersions()) {
      int kindAt = api.lastIndexOf('/') + 1;
      if (Character.isUpperCase(api.charAt(kindAt))) {
        String apiVersion = api.substring(0, kindAt - 1);
        compareIfServed(apiVersion, api.substring(kindAt));
      }
    }

    assertThat(disagreements).isEmpty();
    assertThat(kinds).isGreaterThan(30);
    assertThat(fields).isGreaterThan(1_000);
  }

  @Test
  void onACustomKindByWhatTheClusterPublishesAndByItsDefinition() throws Exception {
    ObjectNode definition = definition();
    client.apply(Cluster.ref(definition), definition, "test", true, false);
    Waiting.until(
        Duration.ofSeconds(30),
        () -> "no schema of the custom kind is published",
        () ->
            !components("check.plumbline.dev/v1")
                .path("dev.plumbline.check.v1.Widget")
                .isMissingNode());
    JsonNode components = components("check.plumbline.dev/v1");
    SchemaCheck byDefinition = SchemaCheck.of(any -> Optional.empty(), List.of(definition));

    compare(components, "check.plumbline.dev/v1", "Widget", checkBy(components));
    compare(components, "check.plumbline.dev/v1", "Widget", byDefinition);

    assertThat(disagreements).isEmpty();
    assertThat(fields).isGreaterThan(10);
  }

  private static ObjectNode definition() throws Exception {
    try (var yaml = StrictAgreementTest.class.getResourceAsStream("/schema/widgets.yaml")) {
      return Cluster.parse(new String(yaml.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static JsonNode components(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    try {
      return published
          .current()
          .of(slash < 0 ? "" : apiVersion.substring(0, slash), apiVersion.substring(slash + 1))
          .orElse(MissingNode.getInstance());
    } catch (ClusterException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SchemaCheck checkBy(JsonNode components) {
    GroupSchema schema = GroupSchema.of(components);
    return SchemaCheck.of(any -> Optional.of(schema), List.of());
  }

  /** Kinds that only subresources have cannot be applied. */
  private void compareIfServed(String apiVersion, String kind) throws ClusterException {
    JsonNode components = components(apiVersion);
    try {
      compare(components, apiVersion, kind, checkBy(components));
    } catch (ClusterException e) {
      assertThat(e.reason()).isEqualTo(ClusterException.Reason.UNKNOWN_KIND);
    }
  }

  private void compare(JsonNode components, String apiVersion, String kind, SchemaCheck check)
      throws ClusterException {
    String component = component(components, apiVersion, kind);
    ApiResource resource = client.resolve(ref(apiVersion, kind));
    if (component.isEmpty() || !resource.verbs().contains("patch")) {
      return;
    }
    kinds++;
    FullManifest full = FullManifest.of(components, component, apiVersion, kind);
    compare(full.manifest(), resource, check, List.of());
    List<String> places = full.places();
    for (int from = 0; from < places.size(); from += AT_ONCE) {
      List<String> some = places.subList(from, Math.min(places.size(), from + AT_ONCE));
      compare(full.manifest(), resource, check, full.misspell(some));
      full.mend(some);
      fields += some.size();
    }
  }

  private void compare(
      ObjectNode manifest, ApiResource resource, SchemaCheck check, List<String> expected)
      throws ClusterException {
    String what = resource.apiVersion() + " " + resource.kind() + " ";
    TreeSet<String> wanted = new TreeSet<>(expected);
    TreeSet<String> found = new TreeSet<>();
    check.unknownFields(manifest).forEach(field -> found.add(field.path()));
    compare(what + "check", found, wanted);
    TreeSet<String> refused = new TreeSet<>();
    UNKNOWN
        .matcher(post(resource, manifest))
        .results()
        .map(match -> match.group(1))
        .forEach(refused::add);
    compare(what + "create", refused, wanted);
    String applied = apply(resource, manifest);
    boolean refusedToo = UNDECLARED.matcher(applied).find();
    if (refusedToo == wanted.isEmpty() && !wanted.equals(TAKEN_BY_APPLY)) {
      disagreements.add(what + "apply: " + applied + " instead of " + wanted);
    }
  }

  private void compare(String who, Set<String> found, Set<String> wanted) {
    Set<String> missed = new TreeSet<>(wanted);
    missed.removeAll(found);
    Set<String> added = new TreeSet<>(found);
    added.removeAll(wanted);
    if (!missed.isEmpty() || !added.isEmpty()) {
      disagreements.add(who + " does not refuse " + missed + " and refuses " + added);
    }
  }

  private static String post(ApiResource resource, ObjectNode manifest) {
    String path =
        (resource.group().isEmpty() ? "/api/" : "/apis/")
            + resource.apiVersion()
            + (resource.namespaced() ? "/namespaces/default/" : "/")
            + resource.plural()
            + "?dryRun=All&fieldValidation=Strict";
    try {
      raw.raw(path, "POST", manifest);
      return "";
    } catch (KubernetesClientException e) {
      return String.valueOf(e.getStatus() == null ? e : e.getStatus().getMessage());
    }
  }

  private static String apply(ApiResource resource, ObjectNode manifest) {
    try {
      client.apply(resource.ref("default", "full"), manifest, "test", true, true);
      return "";
    } catch (ClusterException e) {
      return e.getMessage();
    }
  }

  private static String component(JsonNode components, String apiVersion, String kind) {
    for (Map.Entry<String, JsonNode> component : components.properties()) {
      for (JsonNode named : component.getValue().path("x-kubernetes-group-version-kind")) {
        ObjectRef ref = ref(apiVersion, kind);
        if (named.path("kind").asText().equals(kind)
            && named.path("group").asText().equals(ref.group())
            && named.path("version").asText().equals(ref.version())) {
          return component.getKey();
        }
      }
    }
    return "";
  }

  private static ObjectRef ref(String apiVersion, String kind) {
    return ObjectRef.of(apiVersion, kind, "default", "full");
  }
}
