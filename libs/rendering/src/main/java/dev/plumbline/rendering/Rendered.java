package dev.plumbline.rendering;

import dev.plumbline.manifests.SourceObject;
import java.util.List;

/** What a source renders to, in the order it was found. */
public record Rendered(List<SourceObject> objects) {
  public Rendered {
    objects = List.copyOf(objects);
  }
}
