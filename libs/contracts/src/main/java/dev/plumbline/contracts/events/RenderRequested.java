package dev.plumbline.contracts.events;

import dev.plumbline.contracts.ApplicationKey;
import java.util.List;

/**
 * An application's sources resolved to commits: see whether it renders differently now.
 *
 * @param sources one entry for each source, in the order of the application's spec
 */
public record RenderRequested(
    ApplicationKey application,
    String applicationUid,
    List<SourceRevision> sources,
    Trigger trigger)
    implements ApplicationEvent {

  public RenderRequested {
    sources = List.copyOf(sources);
  }
}
