package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.Inventory.Applied;
import dev.plumbline.contracts.events.ObjectHealth;
import dev.plumbline.contracts.events.SyncPhase;
import org.jspecify.annotations.Nullable;

/**
 * How the run of a hook stands. Its end is told by health: healthy is success, degraded or unknown
 * is failure, and all else runs on. One that is gone is judged by what was seen of it last, since a
 * Job may be taken away by its TTL before anybody else looks.
 *
 * @param step index of its step
 * @param uid of the object that was created
 * @param succeeded whether it ended well; null while it runs
 * @param health as it was seen last
 * @param message on the health, for a person; may be empty
 */
record HookRun(
    ObjectRef ref,
    int step,
    String uid,
    SyncPhase phase,
    @Nullable Boolean succeeded,
    HealthStatus health,
    String message) {

  private static final String NEVER_SEEN_ENDED = "it was deleted before its end was seen";

  /**
   * Of an entry that is a hook's, and was created.
   *
   * @param seen what was seen of the object of that name; null for nothing
   */
  static HookRun of(
      Inventory.Entry entry,
      Inventory.HookMark mark,
      Applied created,
      @Nullable Observation seen,
      @Nullable Stuck stuck) {
    int step = entry.step() == null ? 0 : entry.step();
    LastSeen last = seen == null ? null : seen.last();
    HealthStatus health = HealthStatus.Progressing;
    String message = "waiting to be seen";
    Boolean succeeded = null;
    if (last != null && last.uid().equals(created.uid())) {
      health = last.health();
      message = last.message();
      succeeded = ended(health);
    }
    if (succeeded == null && seen != null && isGone(seen, created)) {
      health = HealthStatus.Missing;
      message = NEVER_SEEN_ENDED;
      succeeded = false;
    }
    if (succeeded == null && stuck != null) {
      message = message.isEmpty() ? stuck.chain() : message + " -> " + stuck.chain();
    }
    return new HookRun(entry.ref(), step, created.uid(), mark.phase(), succeeded, health, message);
  }

  private static @Nullable Boolean ended(HealthStatus health) {
    return switch (health) {
      case Healthy -> true;
      case Degraded, Unknown -> false;
      case Suspended, Progressing, Missing -> null;
    };
  }

  /** Whether a read found nothing, or another object of that name has taken its place. */
  private static boolean isGone(Observation seen, Applied created) {
    boolean replaced =
        !seen.uid().isEmpty()
            && !seen.uid().equals(created.uid())
            && !seen.resourceVersion().isEmpty()
            && seen.reaches(created);
    return replaced || (seen.absent() && seen.reaches(created));
  }

  /** Whether it has not ended. */
  boolean running() {
    return succeeded == null;
  }

  ObjectHealth asHealth() {
    return new ObjectHealth(ref, health, message);
  }
}
