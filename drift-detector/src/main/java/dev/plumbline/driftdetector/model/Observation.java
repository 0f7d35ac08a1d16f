package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.Inventory.Applied;
import org.jspecify.annotations.Nullable;

/**
 * The last that was seen of one object.
 *
 * @param uid empty of an object that was never there
 * @param resourceVersion of the object, or of its deletion; empty when the object was looked for
 *     and not found, which says how it is now
 * @param generation metadata.generation; 0 for kinds that have none
 * @param terminating whether its deletion was asked for
 * @param health the object's own health; {@code Healthy} of kinds that are seen by metadata alone
 * @param message on the health, for a person; may be empty
 * @param mark whose the object says it is; null when it does not say
 * @param finding what was found; null while nothing has been judged
 * @param judgedAgainst the apply that the finding is held against; null with the finding
 * @param last how it was when it was seen last, though it may be gone now; null when it never was
 * @param wish why it is not to be applied, as somebody has put on it; null where it may be
 */
public record Observation(
    ObjectRef ref,
    String uid,
    String resourceVersion,
    long generation,
    boolean terminating,
    HealthStatus health,
    String message,
    @Nullable Tracking mark,
    @Nullable Finding finding,
    @Nullable Applied judgedAgainst,
    @Nullable LastSeen last,
    @Nullable String wish) {

  /** One that was seen as it is now. */
  public Observation(
      ObjectRef ref,
      String uid,
      String resourceVersion,
      long generation,
      boolean terminating,
      HealthStatus health,
      String message,
      @Nullable Tracking mark,
      @Nullable Finding finding,
      @Nullable Applied judgedAgainst) {
    this(
        ref,
        uid,
        resourceVersion,
        generation,
        terminating,
        health,
        message,
        mark,
        finding,
        judgedAgainst,
        new LastSeen(uid, health, message),
        null);
  }

  /** Whether this sight of the object is that of the apply, or a later one. */
  public boolean reaches(Applied applied) {
    return resourceVersion.isEmpty()
        ? applied.equals(judgedAgainst)
        : ResourceVersions.reached(resourceVersion, applied.resourceVersion());
  }

  /** Whether it is known what this sight of the object means, held against that apply. */
  public boolean judged(Applied applied) {
    return finding != null
        && finding.state() != Finding.State.SUSPECT
        && applied.equals(judgedAgainst)
        && reaches(applied);
  }

  /** Whether the object says that it is another application's. */
  boolean isOfAnother(String applicationUid) {
    return mark != null && mark.names(ref) && !mark.applicationUid().equals(applicationUid);
  }

  /** Whether the object says that it is that application's. */
  boolean isOf(String applicationUid) {
    return mark != null && mark.names(ref) && mark.applicationUid().equals(applicationUid);
  }

  /** Whether the object was judged not to be there. */
  public boolean absent() {
    return finding != null && finding.state() == Finding.State.ABSENT;
  }

  /** Whether it was seen to be deleted, or missed in a list. */
  boolean gone() {
    return health == HealthStatus.Missing && resourceVersion.isEmpty();
  }

  /**
   * Whether the object that was applied was seen, as it was then or later, and is well.
   *
   * @param healthIgnored whether it need not be well
   */
  boolean settled(Applied applied, boolean healthIgnored) {
    return reaches(applied)
        && !absent()
        && !gone()
        && !terminating
        && uid.equals(applied.uid())
        && (healthIgnored || health == HealthStatus.Healthy || health == HealthStatus.Suspended);
  }

  /** The same sight with what was found. */
  public Observation with(@Nullable Finding found, @Nullable Applied against) {
    return new Observation(
        ref,
        uid,
        resourceVersion,
        generation,
        terminating,
        health,
        message,
        mark,
        found,
        found == null ? null : against,
        last,
        wish);
  }

  /** The same sight of an object that somebody wants left alone. */
  Observation wishing(String why) {
    return new Observation(
        ref,
        uid,
        resourceVersion,
        generation,
        terminating,
        health,
        message,
        mark,
        finding,
        judgedAgainst,
        last,
        why);
  }
}
