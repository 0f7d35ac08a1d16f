package dev.plumbline.applier.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ApiResource;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.ResourceKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Knows of other applications whether they live and want an object that two of them name. */
public final class OtherApplications {

  /** Many objects of one plan are deleted by one reading. */
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final int PLANS = 1_000;

  private final Function<String, Optional<Application>> byUid;
  private final ClusterClient control;
  private final BiPredicate<String, String> sameCluster;
  private @Nullable Statuses statuses;

  /** When each plan asked first: what was read before may be older than what it was made from. */
  private final Map<String, Long> askedFirst =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > PLANS;
        }
      };

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

  /** An application that is to have an object next. */
  public record Heir(ApplicationKey key, String uid) {}

  /**
   * Another application on that cluster whose status lists the object as one that Git wants of it:
   * so an object that moves is not deleted though the other has not come to claim it yet.
   *
   * @param plan by which it is about to be deleted
   */
  public Optional<Heir> listing(ObjectRef object, PlanMade plan) throws ClusterException {
    for (String uid : listed(plan.planId()).getOrDefault(object.id(), List.of())) {
      Optional<ApplicationKey> other =
          uid.equals(plan.applicationUid()) ? Optional.empty() : living(uid, plan.cluster());
      if (other.isPresent()) {
        return Optional.of(new Heir(other.get(), uid));
      }
    }
    return Optional.empty();
  }

  /** Uids by the ids of the objects that statuses list; read anew when it is no longer fresh. */
  private synchronized Map<String, List<String>> listed(String plan) throws ClusterException {
    long now = System.nanoTime();
    long first = askedFirst.computeIfAbsent(plan, any -> now);
    Statuses known = statuses;
    if (known == null || known.readAt() < first || now - known.readAt() > FRESH_NANOS) {
      known = new Statuses(now, readStatuses());
      statuses = known;
    }
    return known.byObject();
  }

  private Map<String, List<String>> readStatuses() throws ClusterException {
    Map<String, List<String>> byObject = new HashMap<>();
    ApiResource kind;
    try {
      kind = control.resolve(ResourceKind.GROUP, ResourceKind.APPLICATION.kind());
    } catch (ClusterException e) {
      if (e.reason() == ClusterException.Reason.UNKNOWN_KIND) {
        return byObject;
      }
      throw e;
    }
    for (ObjectNode application : control.list(kind, null, null, false).items()) {
      String uid = application.path("metadata").path("uid").asText();
      for (JsonNode one : application.path("status").path("resources")) {
        if (!one.path("requiresPruning").asBoolean()) {
          byObject.computeIfAbsent(id(one), id -> new ArrayList<>()).add(uid);
        }
      }
    }
    return byObject;
  }

  private record Statuses(long readAt, Map<String, List<String>> byObject) {}

  private static String id(JsonNode listed) {
    return new ObjectRef(
            listed.path("group").asText(""),
            listed.path("version").asText(""),
            listed.path("kind").asText(),
            listed.path("namespace").asText(""),
            listed.path("name").asText())
        .id();
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
