package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Verdict.Confirmation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What of what Git dropped may be deleted, and what not.
 *
 * @param all why everything is kept; null when not everything is
 * @param kept object id to why it is kept; of those that wait for a person's word too
 * @param question what a person is asked; null for nothing
 * @param confirmed the person's word on what would be asked otherwise; null for none
 * @param confirmedIds ids of what that word is for
 */
record Pruning(
    @Nullable Kept all,
    Map<String, Kept> kept,
    @Nullable Question question,
    @Nullable Confirmation confirmed,
    Set<String> confirmedIds) {

  /** Nothing is to be deleted. */
  static final Pruning NONE = of(Map.of());

  private static final String WAITS = "waits for confirmation: ";

  Pruning {
    kept = Map.copyOf(kept);
    confirmedIds = Set.copyOf(confirmedIds);
  }

  /** These are kept, and nobody is asked. */
  static Pruning of(Map<String, Kept> kept) {
    return new Pruning(null, kept, null, null, Set.of());
  }

  /** Everything is kept. */
  static Pruning none(Kept why) {
    return new Pruning(why, Map.of(), null, null, Set.of());
  }

  /**
   * Why an object is kept.
   *
   * @param meant whether that is as somebody wants it, and the application is as it should be so
   */
  record Kept(String why, boolean meant) {
    static Kept meant(String why) {
      return new Kept(why, true);
    }

    static Kept notNow(String why) {
      return new Kept(why, false);
    }

    static Kept waits(String why) {
      return notNow(WAITS + why);
    }

    /** Whether that is until a person has said something. */
    boolean waits() {
      return why.startsWith(WAITS);
    }
  }

  /**
   * What a person is to confirm.
   *
   * @param objects what would be deleted, in order
   * @param why that is asked
   * @param digest of just these objects
   */
  record Question(List<ObjectRef> objects, String why, String digest) {
    Question {
      objects = List.copyOf(objects);
    }
  }

  /** Whether nothing forbids to delete it. */
  boolean permits(ObjectRef ref) {
    return kept(ref).isEmpty();
  }

  /** Why it is kept; empty when it is not. */
  Optional<Kept> kept(ObjectRef ref) {
    return Optional.ofNullable(all == null ? kept.get(ref.id()) : all);
  }

  /** Whether it is kept, and that is how it should be. */
  boolean keepsOnPurpose(ObjectRef ref) {
    return kept(ref).filter(Kept::meant).isPresent();
  }
}
