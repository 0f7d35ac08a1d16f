package dev.plumbline.manifests;

/** Asked now and then by a render whether to go on. */
@FunctionalInterface
public interface Checkpoint {

  /** Never stops. */
  Checkpoint UNLIMITED = () -> {};

  /**
   * Returns when the render may go on.
   *
   * @throws RenderException when its time is up
   */
  void check() throws RenderException;
}
