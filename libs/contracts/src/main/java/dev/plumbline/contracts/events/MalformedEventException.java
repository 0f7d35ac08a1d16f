package dev.plumbline.contracts.events;

/** A record that is not an event of ours, or not one we can read. Trying again cannot help. */
public final class MalformedEventException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public MalformedEventException(String message) {
    super(message);
  }

  public MalformedEventException(String message, Throwable cause) {
    super(message, cause);
  }
}
