package dev.plumbline.manifests.directory;

import org.jspecify.annotations.Nullable;

/** A file that cannot be read as YAML or JSON. The message holds no excerpt of the file. */
final class SyntaxException extends Exception {

  private static final long serialVersionUID = 1L;

  private final @Nullable Integer line;
  private final boolean tooLarge;

  private SyntaxException(String message, @Nullable Integer line, boolean tooLarge) {
    super(message, null, false, false);
    this.line = line;
    this.tooLarge = tooLarge;
  }

  /**
   * A fault at a place.
   *
   * @param line 1-based
   * @param column 1-based
   */
  static SyntaxException at(int line, int column, String message) {
    return new SyntaxException("column " + column + ": " + message, line, false);
  }

  /** A fault of a whole file. */
  static SyntaxException inFile(String message) {
    return new SyntaxException(message, null, false);
  }

  /** A bound that was met. */
  static SyntaxException tooLarge(int line, String message) {
    return new SyntaxException(message, line, true);
  }

  @Nullable Integer line() {
    return line;
  }

  boolean isTooLarge() {
    return tooLarge;
  }
}
