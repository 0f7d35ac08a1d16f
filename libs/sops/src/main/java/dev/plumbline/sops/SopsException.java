package dev.plumbline.sops;

/** Why a file cannot be decrypted. The message never holds a value or a key. */
public final class SopsException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What went wrong. */
  public enum Reason {
    /** It is not a file that SOPS made, or no longer. */
    MALFORMED,
    /** It is encrypted for kinds of keys that are not supported, or a key is of such a kind. */
    UNSUPPORTED_KEY,
    /** No key was given. */
    NO_KEY,
    /** None of the keys given is one that it is encrypted for. */
    WRONG_KEY,
    /** A value, a key or their order was changed after it was encrypted. */
    TAMPERED,
    /** It meets a bound. */
    TOO_LARGE
  }

  private final Reason reason;

  public SopsException(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  /** The kind of failure. */
  public Reason reason() {
    return reason;
  }

  /** The same, told with the file. */
  public SopsException in(String file) {
    return new SopsException(reason, file + ": " + getMessage());
  }
}
