package dev.plumbline.manifests.substitution;

/** A text whose variables cannot be read or put in. The message names expressions, not values. */
final class TemplateException extends Exception {

  private static final long serialVersionUID = 1L;

  TemplateException(String message) {
    super(message, null, false, false);
  }
}
