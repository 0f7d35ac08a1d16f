package dev.plumbline.contracts.events;

import dev.plumbline.contracts.ObjectRef;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one object differs from what was applied, and by whose hand.
 *
 * @param paths the fields that differ; empty unless {@link Kind#CHANGED}
 * @param manager field manager that made the change; null when the server does not tell
 * @param operation {@code Apply} or {@code Update}; null when the server does not tell
 * @param time when that manager last wrote; null when the server does not tell
 */
public record ObjectDrift(
    ObjectRef ref,
    Kind kind,
    List<PathDrift> paths,
    @Nullable String manager,
    @Nullable String operation,
    @Nullable Instant time) {

  public ObjectDrift {
    paths = List.copyOf(paths);
  }

  /** Kinds of drift. */
  public enum Kind {
    /** Git wants it and it is not there. */
    MISSING,
    /** Values that we applied are not there any more. */
    CHANGED,
    /** Git no longer wants it and it is still there, since pruning is off. */
    NOT_PRUNED,
    /**
     * It bears the application's mark, Git does not want it, and no sync is known to have made it.
     */
    EXTRA
  }

  /**
   * One field.
   *
   * @param path such as {@code spec.template.spec.containers[name=web].image}
   * @param wanted JSON of the wanted value; of a Secret only the word {@code (secret)}
   * @param live JSON of the live value; null when absent; of a Secret only {@code (secret)}
   */
  public record PathDrift(String path, @Nullable String wanted, @Nullable String live) {}
}
