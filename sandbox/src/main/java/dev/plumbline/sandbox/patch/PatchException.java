package dev.plumbline.sandbox.patch;

/** A patch is malformed or does not fit the object; the message is for the user. */
public final class PatchException extends Exception {
  private static final long serialVersionUID = 1L;

  /** Whether the patch itself is malformed, or only does not fit this object. */
  private final boolean malformed;

  PatchException(String message, boolean malformed) {
    super(message);
    this.malformed = malformed;
  }

  public boolean malformed() {
    return malformed;
  }
}
