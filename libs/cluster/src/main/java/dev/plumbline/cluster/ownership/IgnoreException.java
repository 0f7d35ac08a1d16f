package dev.plumbline.cluster.ownership;

/** A rule of what to ignore that cannot be understood. The message names it and says why. */
public final class IgnoreException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  IgnoreException(String message) {
    super(message);
  }
}
