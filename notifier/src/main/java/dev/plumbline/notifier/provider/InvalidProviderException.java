package dev.plumbline.notifier.provider;

/**
 * A provider cannot be used as it is written. The message says what to change and holds no secret.
 */
public final class InvalidProviderException extends Exception {
  private static final long serialVersionUID = 1L;

  public InvalidProviderException(String message) {
    super(message);
  }
}
