package dev.plumbline.stream;

/** A destination has as much work under way and waiting as it may: try again later. */
public final class BulkheadFullException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  BulkheadFullException(String name, String destination, int running, int waiting) {
    super(
        "%s: %s has %d calls under way and %d waiting"
            .formatted(name, destination, running, waiting));
  }
}
