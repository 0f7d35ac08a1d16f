package dev.plumbline.applier.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.applier.model.Fault;
import dev.plumbline.applier.model.ObjectTask;
import dev.plumbline.applier.model.PruneJudgement;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.cluster.ApiResource;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.DeleteOutcome;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.cluster.sync.Wishes;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.PlanMade;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Deletes objects that are still ours, and none other. */
final class Pruning {

  private final String installation;
  private final Owners owners;

  Pruning(String installation, Owners owners) {
    this.installation = installation;
    this.owners = owners;
  }

  TaskOutcome prune(Site site, PlanMade.Prune prune) throws ClusterException {
    Optional<ObjectRef> served = inServedVersion(site.cluster(), prune.ref());
    if (served.isEmpty()) {
      return new TaskOutcome.Gone();
    }
    ObjectRef ref = served.get();
    for (int i = 0; i < ClusterHand.RACES; i++) {
      ObjectNode live = site.cluster().get(ref).orElse(null);
      if (!site.isOurs()) {
        return new TaskOutcome.NotTried();
      }
      PruneJudgement judgement =
          PruneJudgement.of(live, prune, installation, site.plan().applicationUid());
      if (judgement instanceof PruneJudgement.Over over) {
        if (live != null) {
          owners.withdraw(site, ref, live);
        }
        return over.outcome();
      }
      PruneJudgement.Delete delete = (PruneJudgement.Delete) judgement;
      Optional<TaskOutcome> leftAlone = leftAlone(site, ref, live, delete);
      if (leftAlone.isPresent()) {
        return leftAlone.get();
      }
      DeleteOutcome outcome =
          site.cluster()
              .delete(
                  ref, delete.uid(), delete.resourceVersion(), propagation(prune.propagation()));
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
    return Faults.failed(Fault.Cause.CONFLICT, "it changes all the time", true);
  }

  /** What becomes of an object that is ours and yet not deleted. */
  private Optional<TaskOutcome> leftAlone(
      Site site, ObjectRef ref, @Nullable ObjectNode live, PruneJudgement.Delete delete)
      throws ClusterException {
    Optional<String> kept = Wishes.againstDeleting(live, site.plan().kind());
    if (kept.isEmpty()) {
      return owners.handOver(site, ref, delete);
    }
    owners.release(site, ref, delete);
    return Optional.of(new TaskOutcome.LeftAlone(kept.get()));
  }

  /** Deletes the object that a hook made; another of its name is none of ours. */
  TaskOutcome delete(Site site, ObjectTask.DeleteHook task) throws ClusterException {
    if (task.uid().isEmpty()) {
      return prune(site, new PlanMade.Prune(task.ref(), "", null, null, "Foreground"));
    }
    Optional<ObjectRef> ref = inServedVersion(site.cluster(), task.ref());
    if (ref.isEmpty()) {
      return new TaskOutcome.Gone();
    }
    if (!site.isOurs()) {
      return new TaskOutcome.NotTried();
    }
    DeleteOutcome outcome =
        site.cluster()
            .delete(
                ref.get(),
                task.uid(),
                null,
                task.mayRun() ? Propagation.FOREGROUND : Propagation.BACKGROUND);
    return outcome == DeleteOutcome.PENDING
        ? new TaskOutcome.StillThere(List.of())
        : new TaskOutcome.Gone();
  }

  private static Propagation propagation(@Nullable String named) {
    return named == null
        ? Propagation.BACKGROUND
        : Propagation.valueOf(named.toUpperCase(Locale.ROOT));
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
}
