package dev.plumbline.stream;

/** The topics on the broker do not fit the topology; somebody has to change them. */
public final class StreamTopologyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StreamTopologyException(String message) {
    super(message);
  }
}
