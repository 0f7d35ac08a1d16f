package dev.plumbline.kustomize.build;

import dev.plumbline.kustomize.RemoteReference;
import dev.plumbline.kustomize.RemoteSources;

/** Files from the network count like all others. */
record CountedSources(RemoteSources sources, Budget budget) implements RemoteSources {

  @Override
  public RemoteTree repository(RemoteReference reference) {
    budget.check(reference.display());
    return sources.repository(reference);
  }

  @Override
  public byte[] file(String url) {
    String display = RemoteReference.withoutPassword(url);
    budget.check(display);
    return budget.spend(display, sources.file(url));
  }
}
