package dev.plumbline.cli.render;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.SourceRevision;
import java.util.List;

/**
 * What an application renders to.
 *
 * @param objects in the order of their references; empty when there are errors
 * @param revisions what was rendered, of each source
 * @param errors one line for each fault; empty when it is good
 */
public record RenderedObjects(
    List<RenderedObject> objects,
    List<SourceRevision> revisions,
    List<String> warnings,
    List<String> errors) {

  public RenderedObjects {
    objects = List.copyOf(objects);
    revisions = List.copyOf(revisions);
    warnings = List.copyOf(warnings);
    errors = List.copyOf(errors);
  }

  /**
   * One object.
   *
   * @param sealed the manifest with what is secret in it sealed, as it travels
   * @param inClear the manifest as it is applied, without the mark
   * @param origin where it came from, as {@code file:line}
   */
  public record RenderedObject(
      ObjectRef ref, ObjectNode sealed, ObjectNode inClear, String origin) {}
}
