package dev.plumbline.stream;

/**
 * The headers that a dead letter has besides those of the record it was. All values are UTF-8 text.
 */
public final class DeadLetterHeaders {

  /** What each begins with. */
  public static final String PREFIX = "plumbline_dead_letter_";

  /** The topic where the record was. */
  public static final String TOPIC = PREFIX + "topic";

  /** Its partition there. */
  public static final String PARTITION = PREFIX + "partition";

  /** Its offset there. */
  public static final String OFFSET = PREFIX + "offset";

  /** The consumer group that could not handle it. */
  public static final String GROUP = PREFIX + "group";

  /** Why, in a sentence. */
  public static final String CAUSE = PREFIX + "cause";

  /** The beginning of the stack trace, where the cause was not foreseen. */
  public static final String STACK = PREFIX + "stack";

  /** When it was given up, as RFC 3339. */
  public static final String TIME = PREFIX + "time";

  /** How often it was tried. */
  public static final String ATTEMPTS = PREFIX + "attempts";

  /** {@code omitted} where the value left no room for these headers. */
  public static final String VALUE = PREFIX + "value";

  /**
   * On a record without value among the dead letters: the letter, as {@code partition:offset}, that
   * was put back into its topic.
   */
  public static final String REPLAYED = PREFIX + "replayed";

  /** Who put it back. */
  public static final String REPLAYED_BY = PREFIX + "replayed_by";

  /** On a record that was put back into its topic: the letter that it was. */
  public static final String REPLAY_OF = "plumbline_replay_of";

  private DeadLetterHeaders() {}
}
