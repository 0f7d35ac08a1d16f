package dev.plumbline.applier.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.ResourceKind;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** Knows of other applications whether they live and want an object that two of them name. */
public final class OtherApplications {

  private final Function<String, Optional<Application>> byUid;
  private final ClusterClient control;
  private final BiPredicate<String, String> sameCluster;

  /**
   * Looks at applications.
   *
   * @param byUid the application of a uid, as the informer shows it
   * @param control the cluster that has their statuses
   * @param sameCluster whether two names or URLs are those of one cluster
   */
  public OtherApplications(
      Function<String, Optional<Application>> byUid,
      ClusterClient control,
      BiPredicate<String, String> sameCluster) {
    this.byUid = byUid;
    this.control = control;
    this.sameCluster = sameCluster;
  }

  /** The application of that uid, if it is there and writes to that cluster. */
  public Optional<ApplicationKey> living(String uid, String cluster) {
    return byUid
        .apply(uid)
        .filter(
            application -> sameCluster.test(application.spec().destination().cluster(), cluster))
        .map(Application::key);
  }

  /**
   * Whether an application may still want an object that bears its mark. Only a status that says
   * otherwise tells: one that does not list the object may be a moment behind.
   */
  public boolean mayWant(ApplicationKey application, String uid, ObjectRef object)
      throws ClusterException {
    Optional<ObjectNode> resource =
        control
            .get(ref(application))
            .filter(found -> found.path("metadata").path("uid").asText().equals(uid));
    if (resource.isEmpty()) {
      return false;
    }
    for (JsonNode one : resource.get().path("status").path("resources")) {
      if (isOf(one, object)) {
        return !one.path("requiresPruning").asBoolean();
      }
    }
    return true;
  }

  /** Whether there is no application of that key and uid any more, asked of the API server now. */
  public boolean gone(ApplicationKey application, String uid) throws ClusterException {
    return control
        .get(ref(application))
        .filter(found -> found.path("metadata").path("uid").asText().equals(uid))
        .isEmpty();
  }

  private static boolean isOf(JsonNode listed, ObjectRef object) {
    return object.group().equals(listed.path("group").asText(""))
        && object.kind().equals(listed.path("kind").asText())
        && object.namespace().equals(listed.path("namespace").asText(""))
        && object.name().equals(listed.path("name").asText());
  }

  private static ObjectRef ref(ApplicationKey key) {
    return new ObjectRef(
        ResourceKind.GROUP,
        ResourceKind.VERSION,
        ResourceKind.APPLICATION.kind(),
        key.namespace(),
        key.name());
  }
}
