package dev.plumbline.rendering.kustomize;

import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.RemoteReference;
import dev.plumbline.kustomize.RemoteSources;
import dev.plumbline.manifests.RemoteUrl;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.rendering.RemoteAnswer;
import dev.plumbline.rendering.RemoteName;
import dev.plumbline.rendering.Remotes;
import dev.plumbline.rendering.RenderEnded;

/** What kustomizations name outside of the repository, from what the render may have. */
record KustomizeRemotes(Remotes remotes) implements RemoteSources {

  @Override
  public RemoteTree repository(RemoteReference reference) {
    RemoteAnswer.Found found =
        get(RemoteName.Kind.REPOSITORY, reference.repository(), reference.ref());
    return new RemoteTree(found.files(), found.revision());
  }

  @Override
  public byte[] file(String url) {
    if (!RemoteUrl.isFile(url)) {
      throw new KustomizeException(
          "", "'" + RemoteReference.withoutPassword(url) + "' is not the URL of a manifest file");
    }
    return get(RemoteName.Kind.FILE, url, "").files().read(RemoteAnswer.Found.FILE);
  }

  private RemoteAnswer.Found get(RemoteName.Kind kind, String url, String ref) {
    try {
      if (!RemoteReference.withoutPassword(url).equals(url)) {
        throw new RenderException(
            FailureReason.InvalidSpec,
            "the kustomization names "
                + RemoteReference.withoutPassword(url)
                + " with a password in its URL: take it out, whoever reads the repository has it");
      }
      return remotes.get(new RemoteName(kind, url, ref));
    } catch (RenderException e) {
      throw new RenderEnded(e);
    }
  }
}
