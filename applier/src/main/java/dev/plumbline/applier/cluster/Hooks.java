package dev.plumbline.applier.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.applier.model.Fault;
import dev.plumbline.applier.model.ObjectTask;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.cluster.DeleteOutcome;
import dev.plumbline.cluster.Marks;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.cluster.WriteOptions;
import dev.plumbline.cluster.sync.SyncTraits;
import dev.plumbline.cluster.sync.Wishes;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.HookDeletePolicy;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.health.HealthRules;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the objects of hooks, each once a run. Which run made an object is written on it: so
 * whoever does not know whether it is made, because the answer was lost or another made it, finds
 * out by looking.
 */
final class Hooks {

  private static final Logger LOG = LoggerFactory.getLogger(Hooks.class);

  /** By these an object says that it is a hook's, whichever tool made it. */
  private static final List<String> HOOK_ANNOTATIONS =
      List.of(
          SyncTraits.RUN_ANNOTATION,
          "plumbline.dev/hook",
          "argocd.argoproj.io/hook",
          "helm.sh/hook");

  /**
   * How long the Job of a hook stays after its end at least: whoever was killed between its
   * creation and the record of that is replaced by then, finds it, and does not run it again.
   */
  static final long SHORTEST_TTL_SECONDS = 600;

  private static final String TTL = "ttlSecondsAfterFinished";

  private final SecretCipher cipher;
  private final String installation;
  private final Owners owners;

  Hooks(SecretCipher cipher, String installation, Owners owners) {
    this.cipher = cipher;
    this.installation = installation;
    this.owners = owners;
  }

  TaskOutcome run(Site site, ObjectTask.RunHook task) throws ClusterException {
    PlanMade.Hook hook = task.hook();
    ObjectNode inClear;
    try {
      inClear = cipher.open(hook.manifest());
    } catch (IllegalStateException e) {
      return Faults.failed(Fault.Cause.UNSEALABLE, String.valueOf(e.getMessage()), false);
    }
    ObjectNode marked = mark(site, task, inClear);
    if (task.first()) {
      Optional<TaskOutcome> made =
          site.isOurs() ? create(site, task, marked) : Optional.of(new TaskOutcome.NotTried());
      if (made.isPresent()) {
        return made.get();
      }
    }
    for (int races = 0; races < ClusterHand.RACES; races++) {
      ObjectNode live = site.cluster().get(hook.ref()).orElse(null);
      if (!site.isOurs()) {
        return new TaskOutcome.NotTried();
      }
      Optional<TaskOutcome> over =
          live == null ? create(site, task, marked) : giveWay(site, task, live);
      if (over.isPresent()) {
        return over.get();
      }
    }
    return Faults.failed(Fault.Cause.CONFLICT, "objects of its name come and go", true);
  }

  private ObjectNode mark(Site site, ObjectTask.RunHook task, ObjectNode inClear) {
    ObjectNode marked =
        Marks.mark(
            inClear,
            task.ref(),
            installation,
            site.plan().applicationUid(),
            site.plan().application());
    marked.withObject("/metadata/annotations").put(SyncTraits.RUN_ANNOTATION, task.planId());
    return staying(task.ref(), marked);
  }

  /** What goes by itself the moment it has ended would leave no trace that it ever ran. */
  private static ObjectNode staying(ObjectRef ref, ObjectNode marked) {
    boolean job = ref.group().equals("batch") && ref.kind().equals("Job");
    JsonNode ttl = marked.path("spec").path(TTL);
    if (job && ttl.isIntegralNumber() && ttl.asLong() < SHORTEST_TTL_SECONDS) {
      marked.withObject("/spec").put(TTL, SHORTEST_TTL_SECONDS);
    }
    return marked;
  }

  /** Empty when there is one of that name by now. */
  private Optional<TaskOutcome> create(Site site, ObjectTask.RunHook task, ObjectNode marked)
      throws ClusterException {
    ObjectNode made;
    try {
      made = site.cluster().create(task.ref(), marked, WriteOptions.by(installation));
    } catch (ClusterException e) {
      if (e.reason() != Reason.CONFLICT) {
        throw e;
      }
      return Optional.empty();
    }
    return Optional.of(
        !site.isOurs() && tookBack(site, task.ref(), made)
            ? new TaskOutcome.NotTried()
            : new TaskOutcome.HookCreated(applied(task, made), false));
  }

  /**
   * What follows from an object of the hook's name that is there; empty when it was deleted and the
   * hook's may be created.
   */
  private Optional<TaskOutcome> giveWay(Site site, ObjectTask.RunHook task, ObjectNode live)
      throws ClusterException {
    ObjectRef ref = task.ref();
    if (isOfRun(site, task, live)) {
      return Optional.of(new TaskOutcome.HookCreated(applied(task, live), true));
    }
    Optional<TaskOutcome> left = owners.leftTo(site, ref, live, false);
    if (left.isPresent()) {
      return left;
    }
    if (!isHook(live) && !hasBecomeOne(site, ref, live)) {
      return Optional.of(
          Faults.failed(
              Fault.Cause.HOOK_EXISTS, "an object of that name is there that is no hook's", false));
    }
    if (live.path("metadata").hasNonNull("deletionTimestamp")) {
      return Optional.of(Recreation.going(live));
    }
    List<HookDeletePolicy> policies = task.hook().deletePolicies();
    if (!policies.isEmpty() && !policies.contains(HookDeletePolicy.BEFORE_HOOK_CREATION)) {
      return Optional.of(
          Faults.failed(
              Fault.Cause.HOOK_EXISTS,
              "it is there from another run, and its hook-delete-policy keeps it",
              false));
    }
    DeleteOutcome outcome = site.cluster().delete(ref, uid(live), null, propagation(ref, live));
    return outcome == DeleteOutcome.PENDING
        ? Optional.of(Recreation.going(live))
        : Optional.empty();
  }

  /** Of a run that has not ended what it owns goes first: else two would be under way at once. */
  private static Propagation propagation(ObjectRef ref, ObjectNode live) {
    return switch (HealthRules.builtIn().of(ref, live).status()) {
      case Healthy, Degraded -> Propagation.BACKGROUND;
      default -> Propagation.FOREGROUND;
    };
  }

  private boolean isOfRun(Site site, ObjectTask.RunHook task, JsonNode live) {
    return annotation(live, SyncTraits.RUN_ANNOTATION).equals(task.planId())
        && isOurs(site, task.ref(), live);
  }

  private boolean isOurs(Site site, ObjectRef ref, JsonNode live) {
    return Tracking.parse(annotation(live, Tracking.ANNOTATION))
        .filter(mark -> mark.names(ref))
        .filter(mark -> mark.installation().equals(installation))
        .filter(mark -> mark.applicationUid().equals(site.plan().applicationUid()))
        .isPresent();
  }

  /** Whether Git has made a hook of what was an object of the application before. */
  private boolean hasBecomeOne(Site site, ObjectRef ref, JsonNode live) {
    return isOurs(site, ref, live)
        && !Recreation.isPrecious(ref)
        && Wishes.againstDeleting(live, site.plan().kind()).isEmpty();
  }

  private static boolean isHook(JsonNode live) {
    return HOOK_ANNOTATIONS.stream().anyMatch(name -> !annotation(live, name).isEmpty());
  }

  /**
   * Who creates a hook's object and then finds out to be stale takes it away: whoever writes for
   * the application now may have seen the same hook to its end before, and must not have it run
   * twice.
   */
  private static boolean tookBack(Site site, ObjectRef ref, ObjectNode made) {
    try {
      DeleteOutcome outcome = site.cluster().delete(ref, uid(made), null, Propagation.BACKGROUND);
      LOG.info(
          "A hook that was created too late was taken away again application={} object=\"{}\""
              + " outcome={}",
          site.plan().application(),
          ref,
          outcome);
      return true;
    } catch (ClusterException e) {
      LOG.warn(
          "A hook may run that was created too late application={} object=\"{}\" cause=\"{}\"",
          site.plan().application(),
          ref,
          e.getMessage());
      return false;
    }
  }

  /** Its fields are compared with nothing, so there are no digests of them. */
  private static Inventory.Applied applied(ObjectTask.RunHook task, JsonNode object) {
    JsonNode metadata = object.path("metadata");
    return new Inventory.Applied(
        uid(object),
        metadata.path("resourceVersion").asText(),
        metadata.path("generation").asLong(0),
        "",
        "",
        "",
        task.hook().digest(),
        List.of());
  }

  private static String uid(JsonNode object) {
    return object.path("metadata").path("uid").asText();
  }

  private static String annotation(JsonNode object, String name) {
    return object.path("metadata").path("annotations").path(name).asText("");
  }
}
