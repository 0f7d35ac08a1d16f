package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.events.PlanMade;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Whether a plan fits into the records that it has to be in: its own, and that of its sync, in
 * which it is kept beside what becomes of each object.
 */
public final class PlanSize {

  /** What a sync says of one object, with its name twice. */
  private static final long PER_OBJECT = 512;

  private PlanSize() {}

  /**
   * What is too large about a plan; empty when it fits.
   *
   * @param bytes that its own record takes
   */
  public static Optional<String> problem(PlanMade plan, long bytes) {
    return problem(plan, bytes, Topic.MAX_RECORD_BYTES);
  }

  static Optional<String> problem(PlanMade plan, long bytes, long most) {
    long objects = objects(plan);
    long account = objects * PER_OBJECT;
    return bytes + account <= most
        ? Optional.empty()
        : Optional.of(
            "it has %d objects and takes %d bytes, and up to %d for the account of its sync, where a record has room for %d"
                .formatted(objects, bytes, account, most));
  }

  private static long objects(PlanMade plan) {
    return Stream.concat(plan.steps().stream(), plan.failureSteps().stream())
        .mapToLong(
            step -> (long) step.applies().size() + step.hooks().size() + step.prunes().size())
        .sum();
  }
}
