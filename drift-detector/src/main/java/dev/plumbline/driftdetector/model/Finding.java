package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.events.ObjectDrift.PathDrift;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was found when an object was held against the inventory.
 *
 * @param paths the fields that differ, of a changed object
 * @param foreign fields that somebody else set and Git does not have; empty unless they are told
 * @param manager who changed it; null when nobody did or the server does not tell
 * @param operation {@code Apply} or {@code Update}, with the manager
 * @param time when that manager last wrote, with the manager
 */
public record Finding(
    State state,
    List<PathDrift> paths,
    List<PathDrift> foreign,
    @Nullable String manager,
    @Nullable String operation,
    @Nullable Instant time) {

  /** As our last apply left it, as far as we own it. */
  public static final Finding IN_SYNC = of(State.IN_SYNC);

  /** Something of ours may have changed; the object is being examined. */
  public static final Finding SUSPECT = of(State.SUSPECT);

  /** The values are ours, the fields are not any more. */
  public static final Finding OWNERSHIP_LOST = of(State.OWNERSHIP_LOST);

  /** The object bears the application's mark, and no sync is known to have made it. */
  public static final Finding EXTRA = of(State.EXTRA);

  /** The object is not there. */
  public static final Finding ABSENT = of(State.ABSENT);

  public Finding {
    paths = List.copyOf(paths);
    foreign = List.copyOf(foreign);
  }

  /** What can be found. */
  public enum State {
    IN_SYNC,
    SUSPECT,
    OWNERSHIP_LOST,
    CHANGED,
    EXTRA,
    ABSENT
  }

  /** Values of ours changed. */
  public static Finding changed(
      List<PathDrift> paths,
      @Nullable String manager,
      @Nullable String operation,
      @Nullable Instant time) {
    return new Finding(State.CHANGED, paths, List.of(), manager, operation, time);
  }

  private static Finding of(State state) {
    return new Finding(state, List.of(), List.of(), null, null, null);
  }

  /** The same, with fields of others. */
  public Finding with(List<PathDrift> fieldsOfOthers) {
    return new Finding(state, paths, fieldsOfOthers, manager, operation, time);
  }
}
