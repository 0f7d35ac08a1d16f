package dev.plumbline.applier.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an object moves from one application to another without being deleted. An application does
 * not apply an object whose mark names another one that lives and wants it; it leaves a claim on
 * the object instead. The other, when it is to delete the object and finds the claim, makes the
 * object the claimant's.
 */
public final class Claim {

  private Claim() {}

  /** The other application of our installation whose object this is; empty for none. */
  public static Optional<Tracking> owner(
      @Nullable JsonNode live, ObjectRef ref, String installation, String applicationUid) {
    return read(live, Tracking.ANNOTATION, ref, installation)
        .filter(mark -> !mark.applicationUid().equals(applicationUid));
  }

  /** The mark of another installation, whose object this is; empty for none. */
  public static Optional<Tracking> stranger(
      @Nullable JsonNode live, ObjectRef ref, String installation) {
    return read(live, Tracking.ANNOTATION, ref)
        .filter(mark -> !mark.installation().equals(installation));
  }

  /** The claim on an object; empty for none. */
  public static Optional<Tracking> on(@Nullable JsonNode live, ObjectRef ref, String installation) {
    return read(live, Tracking.CLAIM_ANNOTATION, ref, installation);
  }

  /** The merge patch that leaves a claim on an object, or takes it off: that one, no namesake. */
  public static ObjectNode patch(JsonNode live, @Nullable Tracking claim) {
    ObjectNode patch = Json.mapper().createObjectNode();
    ObjectNode metadata = patch.putObject("metadata");
    metadata.put("uid", live.path("metadata").path("uid").asText());
    metadata
        .putObject("annotations")
        .put(Tracking.CLAIM_ANNOTATION, claim == null ? null : claim.toString());
    return patch;
  }

  /**
   * The merge patch that takes mark and claim off, if the object is still as it was read: nobody's
   * from then on.
   *
   * @param delete as the object was judged
   */
  public static ObjectNode release(PruneJudgement.Delete delete) {
    return marking(delete, null, null);
  }

  /**
   * The merge patch that makes the object another application's, if it is still as it was read. It
   * is nobody's at no moment: should the other no longer want it, then that one deletes it.
   *
   * @param delete as the object was judged
   */
  public static ObjectNode handOver(
      PruneJudgement.Delete delete, Tracking mark, ApplicationKey heir) {
    return marking(delete, mark.toString(), String.valueOf(heir.shard()));
  }

  private static ObjectNode marking(
      PruneJudgement.Delete delete, @Nullable String mark, @Nullable String shard) {
    ObjectNode patch = Json.mapper().createObjectNode();
    ObjectNode metadata = patch.putObject("metadata");
    metadata.put("uid", delete.uid()).put("resourceVersion", delete.resourceVersion());
    metadata
        .putObject("annotations")
        .put(Tracking.ANNOTATION, mark)
        .putNull(Tracking.CLAIM_ANNOTATION);
    metadata.putObject("labels").put(Tracking.SHARD_LABEL, shard);
    return patch;
  }

  private static Optional<Tracking> read(
      @Nullable JsonNode live, String annotation, ObjectRef ref, String installation) {
    return read(live, annotation, ref).filter(mark -> mark.installation().equals(installation));
  }

  private static Optional<Tracking> read(
      @Nullable JsonNode live, String annotation, ObjectRef ref) {
    return live == null
        ? Optional.empty()
        : Tracking.parse(live.path("metadata").path("annotations").path(annotation).asText())
            .filter(mark -> mark.names(ref));
  }
}
