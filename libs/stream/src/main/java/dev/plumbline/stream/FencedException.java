package dev.plumbline.stream;

import org.jspecify.annotations.Nullable;

/** The partition is not ours any more: another instance owns it, or will. Nothing was written. */
public final class FencedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  FencedException(int partition, @Nullable Throwable cause) {
    super("partition " + partition + " is not owned by this instance any more", cause);
  }
}
