package dev.plumbline.applier.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.PlanMade;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether an object on the cluster may be deleted: only if it is the very one that was planned for,
 * and still bears our mark. Anything else has become somebody else's.
 */
public sealed interface PruneJudgement {

  /** Nothing is left to do. */
  record Over(TaskOutcome outcome) implements PruneJudgement {}

  /**
   * Delete it, provided that it still is at this uid and resourceVersion.
   *
   * @param finalizers what will hold it
   * @param claimant uid of an application that asked to have it; null for none
   */
  record Delete(
      String uid, String resourceVersion, List<String> finalizers, @Nullable String claimant)
      implements PruneJudgement {
    public Delete {
      finalizers = List.copyOf(finalizers);
    }
  }

  /**
   * Judges.
   *
   * @param live the object as the API server has it now, its metadata suffices; null when absent
   * @param installation whose marks are ours
   * @param applicationUid which of them are this application's
   */
  static PruneJudgement of(
      @Nullable JsonNode live, PlanMade.Prune prune, String installation, String applicationUid) {
    if (live == null) {
      return new Over(new TaskOutcome.Gone());
    }
    JsonNode metadata = live.path("metadata");
    String uid = metadata.path("uid").asText();
    if (!prune.uid().isEmpty() && !prune.uid().equals(uid)) {
      return new Over(new TaskOutcome.LeftAlone("it was deleted and created again"));
    }
    String mark = metadata.path("annotations").path(Tracking.ANNOTATION).asText();
    Optional<Tracking> tracking = Tracking.parse(mark);
    if (tracking.isEmpty() || !tracking.get().names(prune.ref())) {
      return new Over(new TaskOutcome.LeftAlone("it does not bear a mark of its own"));
    }
    if (!tracking.get().installation().equals(installation)) {
      return new Over(new TaskOutcome.LeftAlone("it belongs to another installation"));
    }
    if (!tracking.get().applicationUid().equals(applicationUid)) {
      return new Over(new TaskOutcome.LeftAlone("it belongs to another application"));
    }
    if (metadata.hasNonNull("deletionTimestamp")) {
      return new Over(new TaskOutcome.StillThere(finalizers(live)));
    }
    String claimant =
        Claim.on(live, prune.ref(), installation)
            .map(Tracking::applicationUid)
            .filter(other -> !other.equals(applicationUid))
            .orElse(null);
    return new Delete(uid, metadata.path("resourceVersion").asText(), finalizers(live), claimant);
  }

  /** The finalizers that an object bears. */
  static List<String> finalizers(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.path("metadata").path("finalizers").forEach(name -> names.add(name.asText()));
    return names;
  }
}
