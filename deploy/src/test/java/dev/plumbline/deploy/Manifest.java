package dev.plumbline.deploy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * One object of a YAML stream.
 *
 * @param source the template it was made from; empty if it was not rendered
 * @param text as it was written, with its comments
 * @param object what it says
 */
record Manifest(String source, String text, ObjectNode object) {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Pattern SEPARATOR = Pattern.compile("(?m)^---\\s*$");
  private static final String SOURCE = "# Source: plumbline/";

  /** The objects of a stream, in its order. */
  static List<Manifest> all(String yaml) {
    List<Manifest> manifests = new ArrayList<>();
    for (String document : SEPARATOR.split(yaml)) {
      Object loaded = new Load(LoadSettings.builder().build()).loadFromString(document);
      if (loaded == null) {
        continue;
      }
      String text = document.strip() + "\n";
      String source = "";
      if (text.startsWith(SOURCE)) {
        int end = text.indexOf('\n');
        source = text.substring(SOURCE.length(), end);
        text = text.substring(end + 1);
      }
      manifests.add(new Manifest(source, text, MAPPER.valueToTree(loaded)));
    }
    return manifests;
  }

  /** Whether one is of these kinds. */
  static Predicate<Manifest> of(String... kinds) {
    return manifest -> List.of(kinds).contains(manifest.kind());
  }

  String kind() {
    return object.path("kind").asText();
  }

  String name() {
    return object.at("/metadata/name").asText();
  }

  /** The service it is for; empty for what is for all. */
  String service() {
    return object.at("/metadata/labels").path("app.kubernetes.io/component").asText("");
  }

  /** Kind and name, to speak of it. */
  String id() {
    return kind() + " " + name();
  }
}
