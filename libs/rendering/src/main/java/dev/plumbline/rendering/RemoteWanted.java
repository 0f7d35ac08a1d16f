package dev.plumbline.rendering;

import java.util.List;

/**
 * Ends an evaluation that needs something remote which is not at hand: it is got where nobody else
 * has to wait for it, and the evaluation begins anew.
 */
final class RemoteWanted extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<RemoteName> names;

  RemoteWanted(List<RemoteName> names) {
    super(names.toString(), null, false, false);
    this.names = List.copyOf(names);
  }

  List<RemoteName> names() {
    return names;
  }
}
