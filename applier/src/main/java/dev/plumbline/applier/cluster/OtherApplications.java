package dev.plumbline.applier.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.ResourceKind;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** Knows of other applications whether they live and want an object that two of them name. */
public final class OtherApplications {

  private final Function<String, Optional<Application>> byUid;
  private final Function<String, Optional<ApplicationKey>> unread;
  private final ClusterClient control;
  private final BiPredicate<String, String> sameCluster;
  private final ListedObjects listed;

  /**
   * Looks at applications.
   *
   * @param byUid the application of a uid, as the informer shows it
   * @param unread the application of a uid, if it is there and cannot be read
   * @param control the cluster that has their statuses
   * @param sameCluster whether two names or URLs are those of one cluster
   */
  public OtherApplications(
      Function<String, Optional<Application>> byUid,
      Function<String, Optional<ApplicationKey>> unread,
      ClusterClient control,
      BiPredicate<String, String> sameCluster) {
    this.byUid = byUid;
    this.unread = unread;
    this.control = control;
    this.sameCluster = sameCluster;
    this.listed = new ListedObjects(control);
  }

  /** The key of the application of that uid, if it is there and writes to that cluster. */
  public Optional<ApplicationKey> living(String uid, String cluster) {
    return application(uid, cluster).map(Application::key);
  }

  /** The application of that uid, if it is there and writes to that cluster. */
  Optional<Application> application(String uid, String cluster) {
    return byUid
        .apply(uid)
        .filter(
            application -> sameCluster.test(application.spec().destination().cluster(), cluster));
  }

  /**
   * The application of that uid, if it is there and cannot be read, so that nobody knows what it
   * wants and where: it is not gone.
   */
  Optional<ApplicationKey> unreadable(String uid) {
    return unread.apply(uid);
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

  /**
   * An application that is to have an object next.
   *
   * @param readable whether it is known to want it; of one that cannot be read nobody knows
   */
  public record Heir(ApplicationKey key, String uid, boolean readable) {}

  /** The application of that uid as one that is to have an object; empty when it is gone. */
  Optional<Heir> heir(String uid, String cluster) {
    return living(uid, cluster)
        .map(key -> new Heir(key, uid, true))
        .or(() -> unreadable(uid).map(key -> new Heir(key, uid, false)));
  }

  /**
   * Another application on that cluster whose status lists the object as one that Git wants of it:
   * so an object that moves is not deleted though the other has not come to claim it yet.
   *
   * @param plan by which it is about to be deleted
   */
  public Optional<Heir> listing(ObjectRef object, PlanMade plan) throws ClusterException {
    for (String uid : listed.by(object, plan.planId())) {
      Optional<Heir> other =
          uid.equals(plan.applicationUid()) ? Optional.empty() : heir(uid, plan.cluster());
      if (other.isPresent()) {
        return other;
      }
    }
    return Optional.empty();
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
