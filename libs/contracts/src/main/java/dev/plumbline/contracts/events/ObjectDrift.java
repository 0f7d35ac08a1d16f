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
 * @param willHeal whether it is put right by itself; null where older detectors did not tell
 * @param whyNot why it is not; null when it is
 */
public record ObjectDrift(
    ObjectRef ref,
    Kind kind,
    List<PathDrift> paths,
    @Nullable String manager,
    @Nullable String operation,
    @Nullable Instant time,
    @Nullable Boolean willHeal,
    @Nullable String whyNot) {

  public ObjectDrift {
    paths = List.copyOf(paths);
  }

  /** Of which it is not told whether it is put right. */
  public ObjectDrift(
      ObjectRef ref,
      Kind kind,
      List<PathDrift> paths,
      @Nullable String manager,
      @Nullable String operation,
      @Nullable Instant time) {
    this(ref, kind, paths, manager, operation, time, null, null);
  }

  /** The same, with what becomes of it: why it is not put right, or null when it is. */
  public ObjectDrift with(@Nullable String reasonNotToHeal) {
    return new ObjectDrift(
        ref, kind, paths, manager, operation, time, reasonNotToHeal == null, reasonNotToHeal);
  }

  /** Kinds of drift. */
  public enum Kind {
    /** Git wants it and it is not there. */
    MISSING,
    /**
     * Values that we applied are not there any more; where others' fields are told too, also such a
     * field, of which nothing is wanted.
     */
    CHANGED,
    /** Git no longer wants it and it is still there, since pruning is off. */
    NOT_PRUNED,
    /**
     * It bears the application's mark, Git does not want it, and no sync is known to have made it;
     * where others' objects are told too, also one of them in a namespace that is the
     * application's.
     */
    EXTRA
  }

  /**
   * One field.
   *
   * @param path such as {@code spec.template.spec.containers[name=web].image}
   * @param wanted JSON of the wanted value; of a Secret only the word {@code (secret)}; null of a
   *     field that Git does not have
   * @param live JSON of the live value; null when absent; of a Secret only {@code (secret)}
   * @param manager field manager that changed just this; null when the server does not tell
   * @param operation {@code Apply} or {@code Update}, with the manager
   * @param time when that manager last wrote, with the manager
   * @param advice what to do about it where somebody else sets the field for a reason; null for
   *     nothing particular
   */
  public record PathDrift(
      String path,
      @Nullable String wanted,
      @Nullable String live,
      @Nullable String manager,
      @Nullable String operation,
      @Nullable Instant time,
      @Nullable String advice) {

    /** By nobody in particular. */
    public PathDrift(String path, @Nullable String wanted, @Nullable String live) {
      this(path, wanted, live, null, null, null, null);
    }
  }
}
