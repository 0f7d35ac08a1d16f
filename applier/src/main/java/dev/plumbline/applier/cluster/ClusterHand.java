package dev.plumbline.applier.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.applier.model.Claim;
import dev.plumbline.applier.model.Fault;
import dev.plumbline.applier.model.ObjectTask;
import dev.plumbline.applier.model.Precondition;
import dev.plumbline.applier.model.PruneJudgement;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.cluster.ApiResource;
import dev.plumbline.cluster.Applied;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.DeleteOutcome;
import dev.plumbline.cluster.Marks;
import dev.plumbline.cluster.PatchType;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.cluster.ownership.IgnoreException;
import dev.plumbline.cluster.ownership.IgnoredFields;
import dev.plumbline.cluster.ownership.Ownership;
import dev.plumbline.cluster.ownership.TakeOver;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.resources.IgnoreRules;
import dev.plumbline.contracts.secrets.SecretCipher;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does one thing to one object. Calls block as long as the cluster takes; doing a task again has
 * the effect of doing it once. Secrets are in clear only between opening and sending.
 *
 * <p>No broker fences a write to a cluster, so a write is fenced here: it is made only to the very
 * version that was read, and only by who still owns the application after the reading. Whoever was
 * stopped at whatever instruction and goes on when another has written since, writes nothing. An
 * object that is as our own last write left it need not be read: its version proves it.
 */
public final class ClusterHand {

  /** How often an object that changes under our hands is read again before others get a turn. */
  private static final int RACES = 5;

  private static final Logger LOG = LoggerFactory.getLogger(ClusterHand.class);

  private final ClusterDirectory clusters;
  private final SecretCipher cipher;
  private final String installation;
  private final OtherApplications others;
  private final TakeOver takeOver;

  /**
   * A hand.
   *
   * @param installation the field manager, and the first part of every mark
   * @param takeOver from whom objects are taken over that they applied before
   */
  public ClusterHand(
      ClusterDirectory clusters,
      SecretCipher cipher,
      String installation,
      OtherApplications others,
      TakeOver takeOver) {
    this.clusters = clusters;
    this.cipher = cipher;
    this.installation = installation;
    this.others = others;
    this.takeOver = takeOver;
  }

  /**
   * Tries a task of a plan. Every failure of the cluster is an outcome.
   *
   * @param ours whether the application is still ours to write for
   */
  public TaskOutcome perform(PlanMade plan, ObjectTask task, BooleanSupplier ours) {
    try {
      ClusterClient cluster = clusters.granted(plan.cluster(), plan.application(), task.ref());
      if (task instanceof ObjectTask.ApplyObject apply) {
        return apply(cluster, plan, apply, ours);
      }
      if (task instanceof ObjectTask.PruneObject prune) {
        return prune(cluster, plan, prune.prune(), ours);
      }
      return ensureNamespace(cluster, task.ref());
    } catch (ClusterException e) {
      return new TaskOutcome.Failed(Faults.of(e, task.ref()));
    }
  }

  private TaskOutcome apply(
      ClusterClient cluster, PlanMade plan, ObjectTask.ApplyObject task, BooleanSupplier ours)
      throws ClusterException {
    PlanMade.Apply apply = task.apply();
    ObjectNode inClear;
    try {
      inClear = cipher.open(apply.manifest());
    } catch (IllegalStateException e) {
      return failed(Fault.Cause.UNSEALABLE, String.valueOf(e.getMessage()), false);
    }
    Precondition guess = keepsSomething(plan) ? null : task.likely();
    for (int races = 0; ; races++) {
      ObjectNode live = guess == null ? cluster.get(apply.ref()).orElse(null) : null;
      if (!ours.getAsBoolean()) {
        return new TaskOutcome.NotTried();
      }
      try {
        TaskOutcome outcome =
            guess == null
                ? apply(cluster, plan, apply, inClear, live)
                : write(cluster, plan, apply, inClear, guess);
        return madeTooLate(outcome, ours) && tookBack(cluster, plan, outcome, apply.ref())
            ? new TaskOutcome.NotTried()
            : outcome;
      } catch (ClusterException e) {
        if (e.reason() != ClusterException.Reason.CONFLICT || races == RACES) {
          throw e;
        }
        // The object is not what was read, or guessed: look at what is there now.
        guess = null;
      }
    }
  }

  private TaskOutcome apply(
      ClusterClient cluster,
      PlanMade plan,
      PlanMade.Apply apply,
      ObjectNode inClear,
      @Nullable ObjectNode live)
      throws ClusterException {
    Optional<Tracking> claim = Claim.on(live, apply.ref(), installation);
    Tracking ours = new Tracking(installation, plan.applicationUid(), apply.ref().id());
    Optional<ApplicationKey> owner = owner(live, plan, apply.ref());
    if (live != null && owner.isPresent()) {
      if (claim
          .filter(by -> others.living(by.applicationUid(), plan.cluster()).isPresent())
          .isEmpty()) {
        patch(cluster, apply.ref(), Claim.patch(live, ours));
      }
      return failed(
          Fault.Cause.OWNED, "it belongs to application " + owner.get() + " already", false);
    }
    if (live == null) {
      return write(cluster, plan, apply, inClear, Precondition.ABSENT);
    }
    ObjectNode adopted = adopt(cluster, apply.ref(), live).orElse(live);
    ObjectNode manifest;
    try {
      manifest = keeping(plan, apply.ref(), inClear, adopted);
    } catch (IgnoreException e) {
      return failed(Fault.Cause.INVALID, String.valueOf(e.getMessage()), false);
    }
    return write(cluster, plan, apply, manifest, Precondition.read(adopted));
  }

  private static boolean keepsSomething(PlanMade plan) {
    return plan.keeps() != null && !plan.keeps().isEmpty();
  }

  /** The manifest with what is there in the fields that are to stay as they are. */
  private ObjectNode keeping(PlanMade plan, ObjectRef ref, ObjectNode manifest, ObjectNode live) {
    IgnoreRules keeps = plan.keeps();
    IgnoredFields kept =
        keeps == null ? IgnoredFields.NONE : IgnoredFields.of(keeps, ref, manifest);
    return kept.isEmpty() ? manifest : kept.keepingLive(manifest, live, installation);
  }

  /**
   * Makes ours what those own who applied the object before; empty if there are none. Nobody but
   * the owner changes by that, so whoever is stopped before the apply has done no harm, and doing
   * it again finds it done.
   */
  private Optional<ObjectNode> adopt(ClusterClient cluster, ObjectRef ref, ObjectNode live)
      throws ClusterException {
    Optional<ArrayNode> patch = takeOver.patch(live, ref.apiVersion(), installation);
    return patch.isEmpty()
        ? Optional.empty()
        : Optional.of(cluster.patch(ref, null, PatchType.JSON, patch.get(), installation));
  }

  /** Applies the manifest to just that object; a claim of ours has come to its end with that. */
  private TaskOutcome write(
      ClusterClient cluster,
      PlanMade plan,
      PlanMade.Apply apply,
      ObjectNode inClear,
      Precondition precondition)
      throws ClusterException {
    ObjectNode marked =
        Marks.mark(inClear, apply.ref(), installation, plan.applicationUid(), plan.application());
    Applied first = cluster.apply(apply.ref(), precondition.on(marked), installation, true, false);
    Applied applied = withoutFormerOwners(cluster, apply.ref(), marked, first);
    boolean claimed =
        Claim.on(applied.object(), apply.ref(), installation)
            .filter(claim -> claim.applicationUid().equals(plan.applicationUid()))
            .isPresent();
    if (claimed) {
      patch(cluster, apply.ref(), Claim.patch(applied.object(), null));
    }
    return new TaskOutcome.Applied(
        Ownership.learn(
            applied.object(),
            installation,
            cipher,
            marked,
            SecretCipher.isSensitive(apply.manifest()),
            apply.digest()),
        applied.created());
  }

  /**
   * An object that was not read first may turn out to have been applied by others too: what they
   * own and Git does not have goes by one more apply.
   */
  private Applied withoutFormerOwners(
      ClusterClient cluster, ObjectRef ref, ObjectNode marked, Applied applied)
      throws ClusterException {
    Optional<ObjectNode> adopted = adopt(cluster, ref, applied.object());
    if (adopted.isEmpty()) {
      return applied;
    }
    ObjectNode again = Precondition.read(adopted.get()).on(marked);
    return new Applied(
        cluster.apply(ref, again, installation, true, false).object(), applied.created());
  }

  private static boolean madeTooLate(TaskOutcome outcome, BooleanSupplier ours) {
    return outcome instanceof TaskOutcome.Applied made && made.created() && !ours.getAsBoolean();
  }

  /**
   * Whoever finds out that it is stale only when it has made an object takes that away again, if
   * the application is gone: nobody is left who could. Should it be there still, then its own owner
   * sees the object, and knows what it is for.
   */
  private boolean tookBack(
      ClusterClient cluster, PlanMade plan, TaskOutcome outcome, ObjectRef ref) {
    if (!(outcome instanceof TaskOutcome.Applied made)) {
      return false;
    }
    try {
      if (!others.gone(plan.application(), plan.applicationUid())) {
        return false;
      }
      DeleteOutcome deleted =
          cluster.delete(
              ref, made.applied().uid(), made.applied().resourceVersion(), Propagation.BACKGROUND);
      LOG.info(
          "An object that was made too late for an application that is gone was taken away again"
              + " application={} object=\"{}\" outcome={}",
          plan.application(),
          ref,
          deleted);
      return deleted != DeleteOutcome.PRECONDITION_FAILED;
    } catch (ClusterException e) {
      LOG.warn(
          "An object may have been left behind by an application that is gone application={}"
              + " object=\"{}\" cause=\"{}\"",
          plan.application(),
          ref,
          e.getMessage());
      return false;
    }
  }

  /** The application that has the object and may still want it; empty when it may be taken. */
  private Optional<ApplicationKey> owner(@Nullable ObjectNode live, PlanMade plan, ObjectRef ref)
      throws ClusterException {
    Optional<Tracking> mark = Claim.owner(live, ref, installation, plan.applicationUid());
    if (mark.isEmpty()) {
      return Optional.empty();
    }
    String uid = mark.get().applicationUid();
    Optional<ApplicationKey> other = others.living(uid, plan.cluster());
    return other.isPresent() && others.mayWant(other.get(), uid, ref) ? other : Optional.empty();
  }

  /** Not as the manager of our applies, so that claims are no part of what those own. */
  private void patch(ClusterClient cluster, ObjectRef ref, ObjectNode patch)
      throws ClusterException {
    cluster.patch(ref, null, PatchType.MERGE, patch, installation + "-claim");
  }

  private static TaskOutcome ensureNamespace(ClusterClient cluster, ObjectRef ref)
      throws ClusterException {
    Optional<ObjectNode> live = cluster.get(ref);
    if (live.isPresent()) {
      return live.get().path("metadata").hasNonNull("deletionTimestamp")
          ? failed(Fault.Cause.NAMESPACE_TERMINATING, "it is to be created again", true)
          : new TaskOutcome.NamespaceReady();
    }
    ObjectNode namespace = Json.mapper().createObjectNode();
    namespace.put("apiVersion", ref.apiVersion()).put("kind", ref.kind());
    namespace.putObject("metadata").put("name", ref.name());
    try {
      cluster.create(ref, namespace);
    } catch (ClusterException e) {
      if (e.reason() != ClusterException.Reason.CONFLICT) {
        throw e;
      }
    }
    return new TaskOutcome.NamespaceReady();
  }

  private TaskOutcome prune(
      ClusterClient cluster, PlanMade plan, PlanMade.Prune prune, BooleanSupplier ours)
      throws ClusterException {
    Optional<ObjectRef> served = inServedVersion(cluster, prune.ref());
    if (served.isEmpty()) {
      return new TaskOutcome.Gone();
    }
    ObjectRef ref = served.get();
    for (int i = 0; i < RACES; i++) {
      ObjectNode live = cluster.get(ref).orElse(null);
      if (!ours.getAsBoolean()) {
        return new TaskOutcome.NotTried();
      }
      PruneJudgement judgement =
          PruneJudgement.of(live, prune, installation, plan.applicationUid());
      if (judgement instanceof PruneJudgement.Over over) {
        if (live != null && claims(live, plan, ref)) {
          patch(cluster, ref, Claim.patch(live, null));
        }
        return over.outcome();
      }
      PruneJudgement.Delete delete = (PruneJudgement.Delete) judgement;
      Optional<TaskOutcome> handedOver = handOver(cluster, plan, ref, delete);
      if (handedOver.isPresent()) {
        return handedOver.get();
      }
      DeleteOutcome outcome =
          cluster.delete(ref, delete.uid(), delete.resourceVersion(), Propagation.BACKGROUND);
      switch (outcome) {
        case GONE, NOT_FOUND -> {
          return new TaskOutcome.Gone();
        }
        case PENDING -> {
          return new TaskOutcome.StillThere(delete.finalizers());
        }
        case PRECONDITION_FAILED -> {
          // Somebody wrote in between: judge what is there now.
        }
      }
    }
    return failed(Fault.Cause.CONFLICT, "it changes all the time", true);
  }

  private boolean claims(ObjectNode live, PlanMade plan, ObjectRef ref) {
    return Claim.on(live, ref, installation)
        .filter(claim -> claim.applicationUid().equals(plan.applicationUid()))
        .isPresent();
  }

  /** Leaves an object to the application that claims it; empty when none does. */
  private Optional<TaskOutcome> handOver(
      ClusterClient cluster, PlanMade plan, ObjectRef ref, PruneJudgement.Delete delete)
      throws ClusterException {
    String claimant = delete.claimant();
    Optional<ApplicationKey> heir =
        claimant == null ? Optional.empty() : others.living(claimant, plan.cluster());
    if (heir.isEmpty()) {
      return Optional.empty();
    }
    patch(cluster, ref, Claim.release(delete));
    return Optional.of(
        new TaskOutcome.LeftAlone("it was handed over to application " + heir.get()));
  }

  /** Versions may be gone from the cluster that were there when the object was applied. */
  private static Optional<ObjectRef> inServedVersion(ClusterClient cluster, ObjectRef ref)
      throws ClusterException {
    try {
      cluster.resolve(ref);
      return Optional.of(ref);
    } catch (ClusterException e) {
      if (e.reason() != ClusterException.Reason.UNKNOWN_KIND) {
        throw e;
      }
    }
    try {
      ApiResource resource = cluster.resolve(ref.group(), ref.kind());
      return Optional.of(
          new ObjectRef(ref.group(), resource.version(), ref.kind(), ref.namespace(), ref.name()));
    } catch (ClusterException e) {
      if (e.reason() != ClusterException.Reason.UNKNOWN_KIND) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private static TaskOutcome failed(Fault.Cause cause, String message, boolean passing) {
    return new TaskOutcome.Failed(new Fault(cause, message, passing, null));
  }
}
