package dev.plumbline.manifests;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The name under which a hook with {@code generateName} is known before it runs: the same as long
 * as its manifest is. It ends in a hyphen, which no object's name does, and is short enough for
 * whoever makes the name of a run of it.
 */
final class GeneratedName {

  /** What Kubernetes accepts at the beginning of a name. */
  static final Pattern BEGINNING = Pattern.compile("[a-z0-9][a-z0-9.-]{0,252}");

  private static final String FIELD = "generateName";
  private static final int DIGEST = 6;
  private static final int MOST = 52;

  private GeneratedName() {}

  /** Whether the object has no name but the beginning of one. */
  static boolean isWanted(ObjectNode metadata) {
    return metadata.path("name").asText("").isEmpty() && metadata.hasNonNull(FIELD);
  }

  /**
   * Writes the name, if it is wanted.
   *
   * @param digest of manifests, that tells nothing of secrets: a name is none
   */
  static void give(ObjectNode manifest, Function<ObjectNode, String> digest) {
    ObjectNode metadata = manifest.withObject("/metadata");
    if (isWanted(metadata)) {
      String beginning = metadata.path(FIELD).asText();
      String end = digest.apply(manifest).substring(0, DIGEST) + "-";
      int most = MOST - end.length();
      metadata.put(
          "name", (beginning.length() > most ? beginning.substring(0, most) : beginning) + end);
      metadata.remove(FIELD);
    }
  }
}
