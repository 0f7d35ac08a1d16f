package dev.plumbline.testkit.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.testkit.Waiting;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/**
 * Every version of the objects of one kind in one namespace, as the API server told them to a watch
 * of the suite's own.
 */
public final class WatchLog implements AutoCloseable {

  private final List<Version> versions = new CopyOnWriteArrayList<>();
  private Watch watch = () -> {};

  private WatchLog() {}

  static WatchLog start(
      KubernetesClient client, ObjectRef any, String plural, String resourceVersion) {
    WatchLog log = new WatchLog();
    log.watch =
        client
            .genericKubernetesResources(
                new ResourceDefinitionContext.Builder()
                    .withGroup(any.group())
                    .withVersion(any.version())
                    .withKind(any.kind())
                    .withPlural(plural)
                    .withNamespaced(!any.namespace().isEmpty())
                    .build())
            .inNamespace(any.namespace())
            .watch(
                new ListOptionsBuilder().withResourceVersion(resourceVersion).build(),
                log.watcher());
    return log;
  }

  /**
   * One version of one object.
   *
   * @param seenAt when the watch told it
   * @param deleted whether it is the last one
   */
  public record Version(Instant seenAt, boolean deleted, ObjectNode object) {
    /** Its name. */
    public String name() {
      return object.at("/metadata/name").asText();
    }

    /** The server's order of writes: of two versions the later one has the greater number. */
    public long order() {
      return object.at("/metadata/resourceVersion").asLong();
    }
  }

  /** What was seen of all objects, in order. */
  public List<Version> all() {
    return List.copyOf(versions);
  }

  /** What was seen of an object, in order. */
  public List<Version> of(String name) {
    return versions.stream().filter(version -> version.name().equals(name)).toList();
  }

  /** Waits for a version and gives the first that matches. */
  public Version await(Duration within, String name, Predicate<ObjectNode> filter) {
    Predicate<Version> wanted = version -> !version.deleted() && filter.test(version.object());
    Waiting.until(
        within,
        () -> "no such version of " + name + " among " + of(name),
        () -> of(name).stream().anyMatch(wanted));
    return of(name).stream().filter(wanted).findFirst().orElseThrow();
  }

  @Override
  public void close() {
    watch.close();
  }

  private Watcher<GenericKubernetesResource> watcher() {
    return new Watcher<>() {
      @Override
      public void eventReceived(Action action, GenericKubernetesResource resource) {
        JsonNode json = Json.mapper().valueToTree(resource);
        if (json instanceof ObjectNode object && action != Action.BOOKMARK) {
          versions.add(new Version(Instant.now(), action == Action.DELETED, object));
        }
      }

      @Override
      public void onClose(WatcherException cause) {
        throw new IllegalStateException("the suite's own watch ended", cause);
      }
    };
  }
}
