package dev.plumbline.stream;

/** Something that will happen unless it is cancelled. */
@FunctionalInterface
public interface Cancellable {
  /** Prevents it when it has not begun; calling it again is harmless. */
  void cancel();
}
