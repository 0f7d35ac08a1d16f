package dev.plumbline.cluster.manifest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A manifest made fit for server-side apply.
 *
 * @param manifest a copy, cleaned
 * @param notes what was left out or rewritten, one sentence each; values are never quoted
 * @param errors why the API server would refuse it, one sentence each; empty when it can be applied
 */
public record Cleaned(ObjectNode manifest, List<String> notes, List<String> errors) {
  public Cleaned {
    notes = List.copyOf(notes);
    errors = List.copyOf(errors);
  }
}
