package dev.plumbline.charts;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A chart cannot be had. The message is for people and has no secret in it. */
public final class ChartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why not. */
  public enum Reason {
    /** No answer, a broken one, or one that took too long. */
    UNREACHABLE,
    /** The server wants other credentials, or these may not read the chart. */
    UNAUTHORIZED,
    /** There is no such repository or no such chart. */
    NOT_FOUND,
    /** Asked for something that is not allowed, whatever the server says. */
    REFUSED,
    /** What came is not what was promised, or is no chart. */
    CORRUPT,
    /** More came than is allowed. */
    TOO_LARGE,
    /** The chart has no version that is in the range. */
    NO_MATCHING_VERSION;

    /** Its name as the label of a metric, such as {@code not-found}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Reason reason;
  private final boolean retriable;

  public ChartException(Reason reason, String message) {
    this(reason, message, reason == Reason.UNREACHABLE, null);
  }

  ChartException(Reason reason, String message, boolean retriable, @Nullable Throwable cause) {
    super(Shown.text(message), cause);
    this.reason = reason;
    this.retriable = retriable;
  }

  /** Why it failed. */
  public Reason reason() {
    return reason;
  }

  /** Whether the same question may have another answer soon, without anybody doing anything. */
  public boolean retriable() {
    return retriable;
  }

  /** The same for a further caller, with a stack of its own. */
  ChartException again() {
    return new ChartException(reason, String.valueOf(getMessage()), retriable, this);
  }
}
