package dev.plumbline.jsonnet.engine;

/** The interpreter's errors are checked, and it is written in a language that does not check. */
final class Thrown {

  private Thrown() {}

  /** Throws it as it is. */
  static RuntimeException unchecked(Throwable failure) {
    return Thrown.<RuntimeException>as(failure);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> RuntimeException as(Throwable failure) throws T {
    throw (T) failure;
  }
}
