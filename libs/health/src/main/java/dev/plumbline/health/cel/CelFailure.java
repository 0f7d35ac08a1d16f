package dev.plumbline.health.cel;

/**
 * An expression that is not CEL, or that could not be evaluated; the message says where and why.
 */
public final class CelFailure extends Exception {

  private static final long serialVersionUID = 1;

  CelFailure(String message) {
    super(message);
  }
}
