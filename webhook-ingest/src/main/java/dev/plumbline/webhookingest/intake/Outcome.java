package dev.plumbline.webhookingest.intake;

import java.util.List;

/** What is to be done about a delivery. */
public sealed interface Outcome {

  /**
   * Authentic, and refs moved.
   *
   * @param kind the provider's word for the event
   * @param hints at least one
   */
  record Accepted(String kind, List<Hint> hints) implements Outcome {
    public Accepted {
      hints = List.copyOf(hints);
    }
  }

  /**
   * Authentic, and nothing to be done.
   *
   * @param kind the provider's word for the event
   * @param why for a person
   */
  record Ignored(String kind, String why) implements Outcome {}

  /** Not taken. */
  record Refused(Refusal reason) implements Outcome {}
}
