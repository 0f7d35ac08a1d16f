package dev.plumbline.helm.values;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.plumbline.helm.HelmException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * YAML to JSON as Helm reads it: the last of doubled keys counts, {@code yes} is a boolean, tags
 * that mean nothing are passed over. Nesting, aliases and size are bounded before anything is
 * built.
 */
public final class ValuesYaml {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String CORE = "tag:yaml.org,2002:";
  private static final int MAX_DEPTH = 200;
  private static final int MAX_NODES = 1_000_000;
  private static final int MAX_ALIASED = 200_000;
  private static final int MAX_TEXT = 64 << 20;

  /** What an anchor names, and how many values that is. */
  private record Anchored(JsonNode node, int size) {}

  private final String file;
  private final Parser events;
  private final Map<String, Anchored> anchors = new HashMap<>();
  private int nodes;
  private int aliased;

  private ValuesYaml(String file, String text) {
    this.file = file;
    LoadSettings settings =
        LoadSettings.builder()
            .setUseMarks(true)
            .setParseComments(false)
            .setCodePointLimit(MAX_TEXT)
            .build();
    this.events = new ParserImpl(settings, new StreamReader(settings, text));
  }

  /**
   * The one mapping of a file; an empty one for a file with nothing in it.
   *
   * @throws HelmException {@code INVALID} with file and line, {@code TOO_LARGE}
   */
  public static ObjectNode object(String file, String text) {
    List<JsonNode> documents = documents(file, text);
    JsonNode first = documents.isEmpty() ? NODES.nullNode() : documents.get(0);
    if (first.isNull()) {
      return NODES.objectNode();
    }
    if (first instanceof ObjectNode object) {
      return object;
    }
    throw HelmException.invalid(file, 0, "expected a mapping");
  }

  /**
   * Every document of a text, empty ones as null.
   *
   * @throws HelmException {@code INVALID} with file and line, {@code TOO_LARGE}
   */
  public static List<JsonNode> documents(String file, String text) {
    String unmarked = text.startsWith("\uFEFF") ? text.substring(1) : text;
    try {
      return new ValuesYaml(file, unmarked).documents();
    } catch (MarkedYamlEngineException e) {
      Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
      throw HelmException.invalid(
          file, mark.map(Mark::getLine).orElse(-1) + 1, "no YAML: " + e.getProblem());
    } catch (ReaderException e) {
      throw HelmException.invalid(
          file, 0, "no YAML: character U+%04X is not allowed".formatted(e.getCodePoint()));
    } catch (YamlEngineException e) {
      throw HelmException.invalid(file, 0, "no YAML that can be read");
    }
  }

  private List<JsonNode> documents() {
    List<JsonNode> documents = new ArrayList<>();
    while (events.hasNext()) {
      if (events.next().getEventId() == Event.ID.DocumentStart) {
        anchors.clear();
        documents.add(node(events.next(), 1));
      }
    }
    return documents;
  }

  private JsonNode node(Event event, int depth) {
    if (event instanceof AliasEvent alias) {
      return alias(alias);
    }
    if (depth > MAX_DEPTH) {
      throw HelmException.invalid(file, line(event), "values are nested deeper than " + MAX_DEPTH);
    }
    int before = nodes;
    count(1);
    JsonNode node;
    if (event instanceof ScalarEvent scalar) {
      node = scalar(scalar);
    } else if (event instanceof SequenceStartEvent) {
      node = sequence(depth);
    } else if (event instanceof MappingStartEvent) {
      node = mapping(depth);
    } else {
      throw HelmException.invalid(file, line(event), "a value was expected");
    }
    int size = nodes - before;
    ((NodeEvent) event)
        .getAnchor()
        .ifPresent(anchor -> anchors.put(anchor.getValue(), new Anchored(node, size)));
    return node;
  }

  private JsonNode alias(AliasEvent event) {
    Anchored named = anchors.get(event.getAlias().getValue());
    if (named == null) {
      throw HelmException.invalid(
          file, line(event), "unknown anchor '" + event.getAlias().getValue() + "'");
    }
    aliased += named.size();
    if (aliased > MAX_ALIASED) {
      throw HelmException.tooLarge(file, "aliases repeat more than " + MAX_ALIASED + " values");
    }
    count(named.size());
    return named.node().deepCopy();
  }

  private void count(int more) {
    nodes += more;
    if (nodes > MAX_NODES) {
      throw HelmException.tooLarge(file, "it has more than " + MAX_NODES + " values");
    }
  }

  private ArrayNode sequence(int depth) {
    ArrayNode array = NODES.arrayNode();
    for (Event next = events.next();
        next.getEventId() != Event.ID.SequenceEnd;
        next = events.next()) {
      array.add(node(next, depth + 1));
    }
    return array;
  }

  private ObjectNode mapping(int depth) {
    ObjectNode object = NODES.objectNode();
    List<ObjectNode> merges = new ArrayList<>();
    for (Event next = events.next();
        next.getEventId() != Event.ID.MappingEnd;
        next = events.next()) {
      if (isMergeKey(next)) {
        addMerges(next, node(events.next(), depth + 1), merges);
        continue;
      }
      JsonNode key = node(next, depth + 1);
      if (key.isContainerNode()) {
        throw HelmException.invalid(file, line(next), "a key must be text, not a collection");
      }
      object.set(key.asText(), node(events.next(), depth + 1));
    }
    for (ObjectNode merge : merges) {
      merge.properties().forEach(entry -> object.putIfAbsent(entry.getKey(), entry.getValue()));
    }
    return object;
  }

  private static boolean isMergeKey(Event event) {
    return event instanceof ScalarEvent scalar
        && scalar.isPlain()
        && scalar.getTag().isEmpty()
        && scalar.getValue().equals("<<");
  }

  private void addMerges(Event key, JsonNode value, List<ObjectNode> merges) {
    for (JsonNode each : value.isArray() ? value : NODES.arrayNode().add(value)) {
      if (!(each instanceof ObjectNode mapping)) {
        throw HelmException.invalid(file, line(key), "map merge requires map or sequence of maps");
      }
      merges.add(mapping);
    }
  }

  private JsonNode scalar(ScalarEvent event) {
    String text = event.getValue();
    String tag = event.getTag().orElse(event.isPlain() ? "" : "!");
    if (tag.equals(CORE + "binary")) {
      byte[] bytes = Base64.getMimeDecoder().decode(text);
      return TextNode.valueOf(new String(bytes, StandardCharsets.UTF_8));
    }
    boolean typed =
        tag.isEmpty() || (event.isPlain() && !tag.equals(CORE + "str") && tag.startsWith(CORE));
    if (!typed) {
      return TextNode.valueOf(text);
    }
    return PlainScalars.value(text)
        .orElseThrow(
            () -> HelmException.invalid(file, line(event), "JSON has no infinite numbers"));
  }

  private static int line(Event event) {
    return event.getStartMark().map(Mark::getLine).orElse(-1) + 1;
  }
}
