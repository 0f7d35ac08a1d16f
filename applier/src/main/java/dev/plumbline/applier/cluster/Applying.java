package dev.plumbline.applier.cluster;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.applier.model.Fault;
import dev.plumbline.applier.model.ObjectTask;
import dev.plumbline.applier.model.Precondition;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.cluster.Applied;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.cluster.Marks;
import dev.plumbline.cluster.PatchType;
import dev.plumbline.cluster.WriteOptions;
import dev.plumbline.cluster.ownership.IgnoreException;
import dev.plumbline.cluster.ownership.IgnoredFields;
import dev.plumbline.cluster.ownership.Ownership;
import dev.plumbline.cluster.ownership.TakeOver;
import dev.plumbline.cluster.sync.Wishes;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SsaPolicy;
import dev.plumbline.contracts.resources.IgnoreRules;
import dev.plumbline.contracts.secrets.SecretCipher;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Applies objects as their options say. A write is made only to the very version that was read. An
 * object that is as our own last write left it need not be read: its version proves it.
 */
final class Applying {

  /** The one before is gone, and the new one is still to be made. */
  private static final TaskOutcome GOING = new TaskOutcome.StillThere(List.of());

  private final SecretCipher cipher;
  private final String installation;
  private final Owners owners;
  private final TakeOver takeOver;
  private final TakeOver fromOurselves;
  private final Recreation recreation;

  Applying(SecretCipher cipher, String installation, Owners owners, TakeOver takeOver) {
    this.cipher = cipher;
    this.installation = installation;
    this.owners = owners;
    this.takeOver = takeOver.and(replacing(installation));
    this.fromOurselves = new TakeOver(List.of(replacing(installation)));
    this.recreation = new Recreation(installation);
  }

  /** Who writes an object whole, before it is applied and that becomes part of our applies. */
  private static String replacing(String installation) {
    return installation + "-replace";
  }

  TaskOutcome apply(Site site, ObjectTask.ApplyObject task) throws ClusterException {
    PlanMade.Apply apply = task.apply();
    ObjectNode inClear;
    try {
      inClear = cipher.open(apply.manifest());
    } catch (IllegalStateException e) {
      return Faults.failed(Fault.Cause.UNSEALABLE, String.valueOf(e.getMessage()), false);
    }
    Precondition guess = guess(site.plan(), task);
    boolean deleted = false;
    for (int races = 0; ; races++) {
      ObjectNode live = guess == null ? site.cluster().get(apply.ref()).orElse(null) : null;
      if (!site.isOurs()) {
        return deleted ? GOING : new TaskOutcome.NotTried();
      }
      try {
        TaskOutcome outcome =
            guess == null
                ? apply(site, apply, inClear, live)
                : write(site, apply, inClear, null, guess);
        return madeTooLate(site, apply.ref(), outcome)
            ? new TaskOutcome.NotTried()
            : deleted ? afterDeletion(outcome) : outcome;
      } catch (ClusterException e) {
        boolean anew = e.reason() == Reason.IMMUTABLE && recreation.permitted(apply, live);
        if (races == ClusterHand.RACES || !(anew || e.reason() == Reason.CONFLICT)) {
          if (deleted) {
            return GOING;
          }
          throw e;
        }
        if (anew && live != null) {
          Optional<TaskOutcome> going =
              recreation.delete(site, apply, mark(site, apply, inClear), live);
          if (going.isPresent()) {
            return going.get();
          }
          deleted = true;
        }
        // The object is not what was read, or guessed: look at what is there now.
        guess = null;
      }
    }
  }

  /** What an object probably is, where it does not matter what exactly. */
  private static @Nullable Precondition guess(PlanMade plan, ObjectTask.ApplyObject task) {
    PlanMade.ApplyOptions options = task.apply().optionsOrDefault();
    boolean looks =
        (plan.keeps() != null && !plan.keeps().isEmpty())
            || options.replace()
            || options.ssaOrDefault() == SsaPolicy.IGNORE
            || (options.ssaOrDefault() == SsaPolicy.IF_NOT_PRESENT
                && !Precondition.ABSENT.equals(task.likely()));
    return looks ? null : task.likely();
  }

  /** Whatever keeps the new one from being made is told when that is tried again. */
  private static TaskOutcome afterDeletion(TaskOutcome outcome) {
    if (outcome instanceof TaskOutcome.Failed) {
      return GOING;
    }
    return outcome instanceof TaskOutcome.Applied made && made.created()
        ? new TaskOutcome.Applied(made.applied(), true, true)
        : outcome;
  }

  private TaskOutcome apply(
      Site site, PlanMade.Apply apply, ObjectNode inClear, @Nullable ObjectNode live)
      throws ClusterException {
    PlanMade.ApplyOptions options = apply.optionsOrDefault();
    Optional<TaskOutcome> skipped = skipped(options, live);
    if (skipped.isPresent()) {
      return skipped.get();
    }
    Optional<TaskOutcome> left = owners.leftTo(site, apply.ref(), live, true);
    if (left.isPresent()) {
      return left.get();
    }
    if (live == null) {
      return write(site, apply, inClear, null, Precondition.ABSENT);
    }
    if (live.path("metadata").hasNonNull("deletionTimestamp")
        && recreation.permitted(apply, live)) {
      return Recreation.going(live);
    }
    ObjectNode adopted = adopt(site, apply, live).orElse(live);
    ObjectNode manifest;
    try {
      manifest = keeping(site.plan(), apply.ref(), inClear, adopted);
    } catch (IgnoreException e) {
      return Faults.failed(Fault.Cause.INVALID, String.valueOf(e.getMessage()), false);
    }
    return write(site, apply, manifest, adopted, Precondition.read(adopted));
  }

  /** Why the object stays as it is. */
  private static Optional<TaskOutcome> skipped(
      PlanMade.ApplyOptions options, @Nullable ObjectNode live) {
    SsaPolicy policy = options.ssaOrDefault();
    if (policy == SsaPolicy.IGNORE) {
      return Optional.of(new TaskOutcome.Skipped("it is not to be applied: ssa is Ignore"));
    }
    if (live == null) {
      return Optional.empty();
    }
    if (policy == SsaPolicy.IF_NOT_PRESENT) {
      return Optional.of(new TaskOutcome.Skipped("it is there already: ssa is IfNotPresent"));
    }
    return Wishes.againstApplying(live)
        .map(
            why ->
                new TaskOutcome.Skipped(
                    why, live.path("metadata").path("resourceVersion").asText()));
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
  private Optional<ObjectNode> adopt(Site site, PlanMade.Apply apply, ObjectNode live)
      throws ClusterException {
    boolean merges = apply.optionsOrDefault().ssaOrDefault() == SsaPolicy.MERGE;
    ObjectRef ref = apply.ref();
    Optional<ArrayNode> patch =
        (merges ? fromOurselves : takeOver).patch(live, ref.apiVersion(), installation);
    return patch.isEmpty()
        ? Optional.empty()
        : Optional.of(site.cluster().patch(ref, null, PatchType.JSON, patch.get(), installation));
  }

  /** Applies the manifest to just that object; a claim of ours has come to its end with that. */
  private TaskOutcome write(
      Site site,
      PlanMade.Apply apply,
      ObjectNode inClear,
      @Nullable ObjectNode live,
      Precondition precondition)
      throws ClusterException {
    ObjectNode marked = mark(site, apply, inClear);
    Precondition before =
        live != null && apply.optionsOrDefault().replace()
            ? replace(site, apply, marked, live)
            : precondition;
    Applied first = site.cluster().apply(apply.ref(), before.on(marked), options(apply));
    Applied applied = withoutFormerOwners(site, apply, marked, first);
    owners.withdraw(site, apply.ref(), applied.object());
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

  private ObjectNode mark(Site site, PlanMade.Apply apply, ObjectNode inClear) {
    return Marks.mark(
        inClear,
        apply.ref(),
        installation,
        site.plan().applicationUid(),
        site.plan().application());
  }

  private WriteOptions options(PlanMade.Apply apply) {
    return WriteOptions.by(installation).forced().validated(!apply.optionsOrDefault().lenient());
  }

  /** Writes the object whole, which the apply that follows makes ours. */
  private Precondition replace(Site site, PlanMade.Apply apply, ObjectNode marked, ObjectNode live)
      throws ClusterException {
    ObjectNode replaced =
        site.cluster()
            .patch(
                apply.ref(),
                null,
                PatchType.JSON,
                Replacement.patch(live, marked),
                replacing(installation));
    return Precondition.read(adopt(site, apply, replaced).orElse(replaced));
  }

  /**
   * An object that was not read first may turn out to have been applied by others too: what they
   * own and Git does not have goes by one more apply.
   */
  private Applied withoutFormerOwners(
      Site site, PlanMade.Apply apply, ObjectNode marked, Applied applied) throws ClusterException {
    Optional<ObjectNode> adopted = adopt(site, apply, applied.object());
    if (adopted.isEmpty()) {
      return applied;
    }
    ObjectNode again = Precondition.read(adopted.get()).on(marked);
    return new Applied(
        site.cluster().apply(apply.ref(), again, options(apply)).object(), applied.created());
  }

  private boolean madeTooLate(Site site, ObjectRef ref, TaskOutcome outcome) {
    return outcome instanceof TaskOutcome.Applied made
        && made.created()
        && !site.isOurs()
        && owners.tookBack(site, ref, made.applied().uid(), made.applied().resourceVersion());
  }
}
