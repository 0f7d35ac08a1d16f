package dev.plumbline.cluster;

import java.time.Duration;

/** Told of every request to an API server when its answer is in; called on the caller's thread. */
@FunctionalInterface
public interface ApiListener {

  /** Listens to nothing. */
  ApiListener NONE = (verb, code, duration) -> {};

  /**
   * One request ended.
   *
   * @param verb {@code get}, {@code list}, {@code watch}, {@code apply}, {@code patch}, {@code
   *     create}, {@code delete} or {@code discover}
   * @param code HTTP status; 0 when no answer came
   * @param duration until the answer was read; for a watch until it was opened
   */
  void requested(String verb, int code, Duration duration);

  /**
   * So many requests may be under way at most, as the cluster's answers have it.
   *
   * @param requests what is configured, or fewer
   */
  default void limited(int requests) {}
}
