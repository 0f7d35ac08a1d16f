package dev.plumbline.cluster.sync;

/** An annotation or option that means nothing; its message says which, and what was expected. */
public final class SyncAnnotationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String annotation;
  private final String expected;

  SyncAnnotationException(String annotation, String value, String expected) {
    super("%s: %s: expected %s".formatted(annotation, shown(value), expected));
    this.annotation = annotation;
    this.expected = expected;
  }

  /** The annotation's name. */
  public String annotation() {
    return annotation;
  }

  /** The message without the value, for where that is secret. */
  public String withoutValue() {
    return annotation + ": expected " + expected;
  }

  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }

  private static String shown(String value) {
    String text = value.length() > 100 ? value.substring(0, 100) + " …" : value;
    return "'" + text.replaceAll("\\p{Cntrl}", " ") + "'";
  }
}
