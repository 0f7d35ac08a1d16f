package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.Marks;
import dev.plumbline.cluster.sync.Wishes;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.Inventory;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that a watcher needs to keep of an object to tell whether it must look at it: some 300 bytes
 * instead of a whole object.
 *
 * @param generation 0 for kinds that have none
 * @param mark whose the object says it is; null for nobody's
 * @param claim who else asked to have it; null for nobody
 * @param deleting whether its deletion was asked for
 * @param wish why it is not to be applied, as somebody has put on it; null where it may be
 */
public record Fingerprint(
    String uid,
    String resourceVersion,
    long generation,
    String ownEntryDigest,
    String foreignEntriesDigest,
    boolean foreignStringData,
    @Nullable Tracking mark,
    @Nullable Tracking claim,
    boolean deleting,
    @Nullable String wish) {

  /** Of an object that nobody else asked to have. */
  public Fingerprint(
      String uid,
      String resourceVersion,
      long generation,
      String ownEntryDigest,
      String foreignEntriesDigest,
      boolean foreignStringData,
      @Nullable Tracking mark,
      boolean deleting) {
    this(
        uid,
        resourceVersion,
        generation,
        ownEntryDigest,
        foreignEntriesDigest,
        foreignStringData,
        mark,
        null,
        deleting,
        null);
  }

  /** The fingerprint of an object, or of its metadata alone, as {@code manager} sees it. */
  public static Fingerprint of(ObjectNode object, String manager) {
    ObjectNode metadata = ManagedFields.metadata(object);
    ManagedFields fields = ManagedFields.of(object, manager);
    return new Fingerprint(
        metadata.path("uid").asText(""),
        metadata.path("resourceVersion").asText(""),
        metadata.path("generation").asLong(0),
        fields.ownDigest(),
        fields.foreignDigest(),
        fields.foreignStringData(),
        Marks.of(object).orElse(null),
        Marks.claimOn(object).orElse(null),
        metadata.hasNonNull("deletionTimestamp"),
        Wishes.againstApplying(object).orElse(null));
  }

  /** What about the object calls for a look at its values; empty if nothing does. */
  public Optional<Suspicion> suspect(Inventory.Applied applied) {
    if (!uid.equals(applied.uid())) {
      return Optional.of(Suspicion.REPLACED);
    }
    if (resourceVersion.equals(applied.resourceVersion()) || precedes(applied)) {
      return Optional.empty();
    }
    if (!ownEntryDigest.equals(applied.ownEntryDigest())) {
      return Optional.of(Suspicion.ENTRY);
    }
    if (generation != applied.generation()) {
      return Optional.of(Suspicion.GENERATION);
    }
    if (foreignStringData) {
      return Optional.of(Suspicion.STRING_DATA);
    }
    if (generation != 0) {
      return Optional.empty();
    }
    return Optional.of(
        foreignEntriesDigest.equals(applied.foreignEntriesDigest())
            ? Suspicion.UNEXPLAINED_WRITE
            : Suspicion.FOREIGN_ENTRY);
  }

  /** Whether this is an older state of the object than the one our apply left: no news. */
  public boolean precedes(Inventory.Applied applied) {
    return uid.equals(applied.uid())
        && ResourceVersions.compare(resourceVersion, applied.resourceVersion()) < 0;
  }
}
