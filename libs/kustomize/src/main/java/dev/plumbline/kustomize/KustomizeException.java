package dev.plumbline.kustomize;

import org.jspecify.annotations.Nullable;

/**
 * A folder that cannot be built: which file, line and field is wrong, and what was expected. The
 * message says all of it.
 */
public final class KustomizeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String file;
  private final int line;
  private final String field;
  private final String problem;

  /**
   * A problem with a place.
   *
   * @param file path in the tree; empty when no one file is to blame
   * @param line from 1; 0 when it is not known
   * @param field path of the field; empty when it is none
   */
  public KustomizeException(
      String file, int line, String field, String problem, @Nullable Throwable cause) {
    super(message(file, line, field, problem), cause);
    this.file = file;
    this.line = line;
    this.field = field;
    this.problem = problem;
  }

  public KustomizeException(String file, String problem) {
    this(file, 0, "", problem, null);
  }

  /** The same problem, told of a file when it named none yet. */
  public KustomizeException in(String outerFile) {
    return file.isEmpty() ? new KustomizeException(outerFile, line, field, problem, this) : this;
  }

  private static String message(String file, int line, String field, String problem) {
    StringBuilder message = new StringBuilder(file);
    if (line > 0) {
      message.append(message.isEmpty() ? "line " : ":").append(line);
    }
    if (!field.isEmpty()) {
      message.append(message.isEmpty() ? "" : ": ").append(field);
    }
    return message.append(message.isEmpty() ? "" : ": ").append(problem).toString();
  }

  public String file() {
    return file;
  }

  public int line() {
    return line;
  }

  public String field() {
    return field;
  }

  public String problem() {
    return problem;
  }
}
