package dev.plumbline.sandbox.schema;

/** A request's object cannot be read as its kind; the message is for the user. */
public final class DecodeException extends Exception {
  private static final long serialVersionUID = 1L;

  public DecodeException(String message) {
    super(message);
  }
}
