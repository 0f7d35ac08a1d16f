package dev.plumbline.kustomize.yaml;

/** Text or a value that is not as it must be; whoever knows the file says which. */
public final class YamlException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int line;

  /**
   * A problem at a line.
   *
   * @param line from 1; 0 when it is not known
   */
  public YamlException(int line, String message) {
    super(message);
    this.line = line;
  }

  public int line() {
    return line;
  }
}
