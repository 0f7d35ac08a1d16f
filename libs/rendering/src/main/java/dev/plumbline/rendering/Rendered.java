package dev.plumbline.rendering;

import dev.plumbline.contracts.events.RenderWarning;
import dev.plumbline.manifests.SourceObject;
import java.util.List;

/**
 * What a source renders to.
 *
 * @param objects in the order they were found
 * @param warnings what the owner of the application should know
 */
public record Rendered(List<SourceObject> objects, List<RenderWarning> warnings) {
  public Rendered {
    objects = List.copyOf(objects);
    warnings = List.copyOf(warnings);
  }

  /** Objects, and nothing to warn of. */
  public Rendered(List<SourceObject> objects) {
    this(objects, List.of());
  }
}
