package dev.plumbline.renderer.model;

/**
 * Ends an evaluation that needs something remote which is not at hand: it is got where nobody else
 * has to wait for it, and the evaluation begins anew.
 */
final class RemoteWanted extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient RemoteName name;

  RemoteWanted(RemoteName name) {
    super(name.toString(), null, false, false);
    this.name = name;
  }

  RemoteName name() {
    return name;
  }
}
