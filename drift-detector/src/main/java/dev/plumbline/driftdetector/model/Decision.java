package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.events.DriftEvent;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.Verdict;
import dev.plumbline.contracts.events.WaveSettled;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What follows from a view.
 *
 * @param verdict what is told now; equal to the view's when nothing new is
 * @param plan a plan to make; null for none
 * @param steps what the steps of the plan under way have come to
 * @param told transitions to tell, in order
 * @param heals the view's, with what the plan puts right
 * @param status the status to publish; null when it is better to wait for what is being looked at
 * @param wakeAt when to judge again though nothing happens; null for never
 */
public record Decision(
    Verdict verdict,
    @Nullable PlanMade plan,
    StepWatch steps,
    List<DriftEvent> told,
    Heals heals,
    @Nullable ApplicationStatus status,
    @Nullable Instant wakeAt) {

  public Decision {
    told = List.copyOf(told);
  }

  /** A step to call settled; null for none. */
  public @Nullable WaveSettled waveSettled() {
    return steps.settled();
  }

  /** What is told of steps now. */
  public StepsTold stepsTold() {
    return steps.told();
  }

  /**
   * Everything to write, in order and in one transaction.
   *
   * @param before the verdict that stands
   */
  public List<Event> events(@Nullable Verdict before) {
    List<Event> events = new ArrayList<>(told);
    events.addAll(steps.events());
    if (plan != null) {
      events.add(plan);
    }
    if (!verdict.equals(before)) {
      events.add(verdict);
    }
    return events;
  }
}
