package dev.plumbline.helm;

import org.jspecify.annotations.Nullable;

/** A chart that cannot be rendered: which file and line is to blame, and why. */
public final class HelmException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What kind of problem it is. */
  public enum Reason {
    /** Chart, values or templates are wrong; trying again gives the same. */
    INVALID,
    /** It is larger than a chart, or what comes of one, may be. */
    TOO_LARGE,
    /** It took longer than it may. */
    TIMED_OUT,
    /** It took more memory than it may. */
    OUT_OF_MEMORY,
    /** Helm ended while it was at work. */
    CRASHED,
    /** Helm cannot be had here, or not now. */
    UNAVAILABLE
  }

  private final Reason reason;
  private final String file;
  private final int line;
  private final String problem;

  /**
   * A problem with a place.
   *
   * @param file path below the chart's root; empty when no one file is to blame
   * @param line from 1; 0 when it is not known
   */
  public HelmException(
      Reason reason, String file, int line, String problem, @Nullable Throwable cause) {
    super(message(file, line, problem), cause);
    this.reason = reason;
    this.file = file;
    this.line = line;
    this.problem = problem;
  }

  /** A chart that is wrong. */
  public static HelmException invalid(String file, int line, String problem) {
    return new HelmException(Reason.INVALID, file, line, problem, null);
  }

  /** A chart that is too large. */
  public static HelmException tooLarge(String file, String problem) {
    return new HelmException(Reason.TOO_LARGE, file, 0, problem, null);
  }

  private static String message(String file, int line, String problem) {
    String place = line > 0 ? file + ":" + line : file;
    return place.isEmpty() ? problem : place + ": " + problem;
  }

  public Reason reason() {
    return reason;
  }

  public String file() {
    return file;
  }

  public int line() {
    return line;
  }

  /** The message without the place. */
  public String problem() {
    return problem;
  }
}
