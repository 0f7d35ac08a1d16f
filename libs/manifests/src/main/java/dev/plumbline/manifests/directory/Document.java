package dev.plumbline.manifests.directory;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * One document of a file.
 *
 * @param root its value; null nodes stand for documents with nothing in them
 * @param line where it begins, 1-based
 * @param lines where its mappings and sequences begin, by identity
 */
record Document(JsonNode root, int line, Map<JsonNode, Integer> lines) {

  /** Where a mapping or sequence of this document begins, as far as is known. */
  int lineOf(JsonNode node) {
    return lines.getOrDefault(node, line);
  }
}
