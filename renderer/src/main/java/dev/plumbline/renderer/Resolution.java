package dev.plumbline.renderer;

import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.manifests.RenderFailure;
import java.util.List;

/** What an application's sources turned out to be just now. */
sealed interface Resolution {

  /** All of them are at hand. */
  record Found(List<ResolvedSource> sources) implements Resolution {
    public Found {
      sources = List.copyOf(sources);
    }

    List<SourceRevision> revisions() {
      return sources.stream().map(ResolvedSource::revision).toList();
    }
  }

  /** One of them cannot be looked at. */
  record NotFound(RenderFailure failure) implements Resolution {}
}
