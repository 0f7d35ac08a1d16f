package dev.plumbline.workers;

import dev.plumbline.workers.WorkerException.Reason;
import java.time.Duration;
import java.util.Optional;

/** Is told what a pool does, for metrics. Called in callers' threads: it must be quick. */
public interface PoolListener {

  /** Nobody listens. */
  PoolListener NONE = new PoolListener() {};

  /** A call ended; without a reason it gave a result. What its own checkpoint ended is not told. */
  default void ended(Optional<Reason> failure, Duration took) {}

  /** A child came up. */
  default void started(Duration took) {}

  /** A child was killed, with a call in it. */
  default void killed(Reason why) {}

  /** How many calls have a child and how many wait for one, after a change. */
  default void load(int running, int waiting) {}
}
