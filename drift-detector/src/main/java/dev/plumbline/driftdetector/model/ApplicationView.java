package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Command.Confirm;
import dev.plumbline.contracts.events.Command.Sync;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.RenderResult.Unchanged;
import dev.plumbline.contracts.events.Verdict;
import dev.plumbline.contracts.events.Verdict.SyncRequest;
import dev.plumbline.contracts.resources.Application;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is known of an application at one moment.
 *
 * @param application the resource as the informer shows it
 * @param desired the last good render, with namespaces of cluster-scoped objects dropped; null for
 *     none
 * @param catalogued whether it is known of every desired kind where its objects live, or that the
 *     cluster does not have it; no plan is made before
 * @param inventory what is applied; null for none
 * @param verdict what was last told; null for nothing yet
 * @param observations object id to what was last seen of it
 * @param stuck object id to where below it it is stuck, of objects that are not well
 * @param foreignObjects objects of others in namespaces that are the application's; empty unless
 *     they are to be told
 * @param ruleProblems type of a condition to what is wrong with rules of the application
 * @param renderFailure why the newest revisions could not be rendered; null when they could be
 * @param unchanged newest revisions that were found to render the same; null for none lately
 * @param trouble why the cluster cannot be seen; null when it can be
 * @param sync what a person asked for and is still to be done; null for nothing
 * @param confirm what a person confirmed just now; null for nothing
 * @param claimants object id to who else asked to have that object of ours, as {@code
 *     namespace/name}
 * @param namespaceConflicts what others want its namespace to bear otherwise
 * @param refusal the last plan the applier did not take
 * @param openSince since when the open plan is known to be open; of no meaning without one
 * @param unwritable the last plan whose record was not taken; null for none
 * @param rewound whether the cluster was put back to an earlier state, so that versions of objects
 *     say nothing any more
 * @param heals what was put right lately
 * @param dependencies what the application waits for, asked with the commits it is to get
 * @param neighbours the applications that one push concerns with it
 * @param since when what Git wants now was heard of first, or that it is to be deleted
 * @param shape what the plan made last touches; null when it was made before we came
 * @param stepsTold what was told of the steps of the open plan
 * @param status the status last published; null while it is not known
 * @param formerRelease whether Helm had installed the objects before; null while that is not known,
 *     or does not matter
 */
public record ApplicationView(
    Application application,
    @Nullable Wanted desired,
    boolean catalogued,
    @Nullable Inventory inventory,
    @Nullable Verdict verdict,
    Map<String, Observation> observations,
    Map<String, Stuck> stuck,
    Set<ObjectRef> foreignObjects,
    Map<String, String> ruleProblems,
    @Nullable RenderFailure renderFailure,
    @Nullable Unchanged unchanged,
    @Nullable ClusterTrouble trouble,
    @Nullable Sync sync,
    @Nullable Confirm confirm,
    Map<String, String> claimants,
    List<String> namespaceConflicts,
    Refusal refusal,
    Instant openSince,
    @Nullable Unwritable unwritable,
    boolean rewound,
    Heals heals,
    Function<List<String>, Optional<Blocked>> dependencies,
    Neighbours neighbours,
    Instant since,
    @Nullable PlanShape shape,
    StepsTold stepsTold,
    @Nullable ApplicationStatus status,
    @Nullable Boolean formerRelease,
    Instant now) {

  public ApplicationView {
    observations = Map.copyOf(observations);
    stuck = Map.copyOf(stuck);
    foreignObjects = Set.copyOf(foreignObjects);
    ruleProblems = Map.copyOf(ruleProblems);
    claimants = Map.copyOf(claimants);
    namespaceConflicts = List.copyOf(namespaceConflicts);
    desired = desired != null && isOf(desired.applicationUid(), application) ? desired : null;
    inventory =
        inventory != null && isOf(inventory.applicationUid(), application) ? inventory : null;
    verdict = verdict != null && isOf(verdict.applicationUid(), application) ? verdict : null;
    confirm = confirm != null && isOf(confirm.applicationUid(), application) ? confirm : null;
    sync = standing(application, SyncRequests.of(application, verdict, refusal, sync));
  }

  private static @Nullable Sync standing(Application application, SyncRequests requests) {
    SyncRequest waits = requests.waiting();
    return waits == null
        ? null
        : new Sync(application.key(), application.uid(), waits.by(), waits.at());
  }

  private static boolean isOf(String uid, Application application) {
    return uid.equals(application.uid());
  }

  /** The basis a plan made now names: the current inventory's sequence. */
  long inventorySequence() {
    return inventory == null ? 0 : inventory.sequence();
  }

  /** The newest revisions found to render to the desired state. */
  Optional<Unchanged> unchangedSinceRender() {
    return unchanged != null && desired != null && unchanged.sequence() == desired.sequence()
        ? Optional.of(unchanged)
        : Optional.empty();
  }

  /** The generation of the application that the desired state stands for; 0 for none. */
  long renderedGeneration() {
    if (desired == null) {
      return 0;
    }
    long told =
        verdict != null && verdict.desiredSequence() == desired.sequence()
            ? verdict.generation()
            : 0;
    long unchangedSince = unchangedSinceRender().map(Unchanged::generation).orElse(0L);
    return Math.max(desired.generation(), Math.max(told, unchangedSince));
  }

  /** Whether the desired state stands for the application as it is specified now. */
  boolean rendered() {
    return desired != null && renderedGeneration() >= application.metadata().generation();
  }

  /**
   * Whether it converged before and nothing is known of what was applied: what Kafka held of it is
   * lost. All of it is applied again, which changes nothing that is as it should be; what Git has
   * dropped meanwhile is found by its mark then.
   */
  boolean stateLost() {
    return inventory == null
        && status != null
        && status.convergedBefore()
        && desired != null
        && !desired.objects().isEmpty();
  }

  /**
   * Whether a sync of it ever succeeded: its status remembers that too, should all else be lost.
   * One whose objects Helm had installed before it came needs no installation either.
   */
  boolean installed() {
    return Hooks.installed(inventory)
        || (status != null && status.syncedBefore())
        || Boolean.TRUE.equals(formerRelease)
        || (verdict != null && Boolean.TRUE.equals(verdict.installed()));
  }

  /** Why no plan can be made, whatever is asked for; null when one can. */
  @Nullable Obstacle obstacle() {
    Optional<String> options = SyncRules.problem(application);
    if (options.isPresent()) {
      return new Obstacle("InvalidSyncOption", options.get());
    }
    String cluster = application.spec().destination().cluster();
    if (inventory != null
        && !inventory.objects().isEmpty()
        && !inventory.cluster().equals(cluster)) {
      return new Obstacle(
          "DestinationChanged",
          "the objects are on cluster "
              + inventory.cluster()
              + "; to move the application, delete it with its objects and create it again, or set"
              + " spec.destination back");
    }
    if (unwritable != null
        && desired != null
        && unwritable.isFor(desired.sequence(), inventorySequence())) {
      return new Obstacle(Unwritable.REASON, unwritable.advice());
    }
    return null;
  }
}
