package dev.plumbline.cluster.ownership;

import dev.plumbline.contracts.events.ObjectDrift.PathDrift;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a look at an object's values showed.
 *
 * @param paths the fields that differ, each with who changed it; empty unless {@link
 *     Outcome#CHANGED}
 * @param foreign fields of others on the object that we do not own; empty unless they were asked
 *     for
 * @param manager who changed them; null when the server does not tell
 * @param operation {@code Apply} or {@code Update}; null when the server does not tell
 * @param time when that manager last wrote; null when the server does not tell
 */
public record Examination(
    Outcome outcome,
    List<PathDrift> paths,
    List<PathDrift> foreign,
    @Nullable String manager,
    @Nullable String operation,
    @Nullable Instant time) {

  public Examination {
    paths = List.copyOf(paths);
    foreign = List.copyOf(foreign);
  }

  /** How it ended. */
  public enum Outcome {
    /** Values and ownership are as our apply left them. */
    SAME,
    /** The values are, the ownership is not: apply again, quietly. */
    OWNERSHIP_LOST,
    /** Values that we applied are not there any more: drift. */
    CHANGED
  }

  static Examination of(Outcome outcome, List<PathDrift> foreign) {
    return new Examination(outcome, List.of(), foreign, null, null, null);
  }
}
