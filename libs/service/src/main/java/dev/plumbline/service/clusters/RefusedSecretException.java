package dev.plumbline.service.clusters;

/** A Secret does not say how to reach a cluster. The message is for a person and has no values. */
public final class RefusedSecretException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What is wrong, with the field that is, and what to write instead. */
  public RefusedSecretException(String message) {
    super(message);
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
