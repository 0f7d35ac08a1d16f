package dev.plumbline.manifests.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.plumbline.manifests.RenderLimits;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.IdentityHashMap;
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
 * Reads YAML into JSON trees, straight from the parser's events: so depth, aliases and size are
 * bounded before anything is built, a mapping with a doubled key is refused, and lines are known.
 */
final class YamlDocuments {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String CORE = "tag:yaml.org,2002:";

  /** What an anchor names, and how many values that is. */
  private record Anchored(JsonNode node, int size) {}

  private final Parser events;
  private final NodeBudget budget;
  private final Map<String, Anchored> anchors = new HashMap<>();
  private Map<JsonNode, Integer> lines = new IdentityHashMap<>();

  private YamlDocuments(String text, RenderLimits limits) {
    LoadSettings settings =
        LoadSettings.builder()
            .setUseMarks(true)
            .setParseComments(false)
            .setCodePointLimit(limits.maxFileBytes())
            .build();
    this.events = new ParserImpl(settings, new StreamReader(settings, text));
    this.budget = new NodeBudget(limits);
  }

  /**
   * Every document of a file, empty ones too.
   *
   * @throws SyntaxException with line, column and reason
   */
  static List<Document> read(String text, RenderLimits limits) throws SyntaxException {
    try {
      return new YamlDocuments(text, limits).documents();
    } catch (MarkedYamlEngineException e) {
      throw marked(e);
    } catch (ReaderException e) {
      int line = 1 + (int) text.codePoints().limit(e.getPosition()).filter(c -> c == '\n').count();
      throw SyntaxException.at(
          line, 1, "character U+%04X is not allowed here".formatted(e.getCodePoint()));
    } catch (YamlEngineException e) {
      throw SyntaxException.inFile("this is not YAML that can be read");
    }
  }

  private static SyntaxException marked(MarkedYamlEngineException e) {
    Optional<Mark> mark = e.getProblemMark().or(e::getContextMark);
    String context = e.getContext();
    String problem = String.valueOf(e.getProblem());
    String message = context == null || context.isBlank() ? problem : context + ", " + problem;
    return mark.map(m -> SyntaxException.at(m.getLine() + 1, m.getColumn() + 1, message))
        .orElseGet(() -> SyntaxException.inFile(message));
  }

  private List<Document> documents() throws SyntaxException {
    List<Document> documents = new ArrayList<>();
    while (events.hasNext()) {
      if (events.next().getEventId() == Event.ID.DocumentStart) {
        anchors.clear();
        lines = new IdentityHashMap<>();
        Event first = events.next();
        int line = line(first);
        documents.add(new Document(node(first, 1), line, lines));
      }
    }
    return documents;
  }

  private JsonNode node(Event event, int depth) throws SyntaxException {
    if (event instanceof AliasEvent alias) {
      return alias(alias);
    }
    budget.add(depth, line(event));
    int before = budget.nodes();
    JsonNode node;
    if (event instanceof ScalarEvent scalar) {
      node = scalar(scalar);
    } else if (event instanceof SequenceStartEvent start) {
      node = sequence(start, depth);
    } else if (event instanceof MappingStartEvent start) {
      node = mapping(start, depth);
    } else {
      throw at(event, "a value was expected");
    }
    int size = budget.nodes() - before + 1;
    ((NodeEvent) event)
        .getAnchor()
        .ifPresent(anchor -> anchors.put(anchor.getValue(), new Anchored(node, size)));
    return node;
  }

  private JsonNode alias(AliasEvent event) throws SyntaxException {
    Anchored named = anchors.get(event.getAlias().getValue());
    if (named == null) {
      throw at(event, "the alias names no anchor that is complete before it in this document");
    }
    budget.addAlias(named.size(), line(event));
    JsonNode copy = named.node().deepCopy();
    if (copy.isContainerNode()) {
      lines.put(copy, line(event));
    }
    return copy;
  }

  private ArrayNode sequence(SequenceStartEvent start, int depth) throws SyntaxException {
    checkTag(start, start.getTag(), "seq");
    ArrayNode array = NODES.arrayNode();
    lines.put(array, line(start));
    for (Event next = events.next();
        next.getEventId() != Event.ID.SequenceEnd;
        next = events.next()) {
      array.add(node(next, depth + 1));
    }
    return array;
  }

  private ObjectNode mapping(MappingStartEvent start, int depth) throws SyntaxException {
    checkTag(start, start.getTag(), "map");
    ObjectNode object = NODES.objectNode();
    lines.put(object, line(start));
    Map<String, Integer> keys = new HashMap<>();
    List<ObjectNode> merges = new ArrayList<>();
    for (Event next = events.next();
        next.getEventId() != Event.ID.MappingEnd;
        next = events.next()) {
      if (isMergeKey(next)) {
        addMerges(next, node(events.next(), depth + 1), merges);
        continue;
      }
      String key = key(next, depth + 1);
      Integer earlier = keys.putIfAbsent(key, line(next));
      if (earlier != null) {
        throw at(next, "the key '" + key + "' is there already, in line " + earlier);
      }
      object.set(key, node(events.next(), depth + 1));
    }
    for (ObjectNode merge : merges) {
      for (Map.Entry<String, JsonNode> entry : merge.properties()) {
        object.putIfAbsent(entry.getKey(), entry.getValue());
      }
    }
    return object;
  }

  private static boolean isMergeKey(Event event) {
    return event instanceof ScalarEvent scalar
        && scalar.isPlain()
        && scalar.getTag().isEmpty()
        && scalar.getValue().equals("<<");
  }

  private static void addMerges(Event key, JsonNode value, List<ObjectNode> merges)
      throws SyntaxException {
    for (JsonNode each : value.isArray() ? value : NODES.arrayNode().add(value)) {
      if (!(each instanceof ObjectNode mapping)) {
        throw at(key, "<< merges mappings only");
      }
      merges.add(mapping);
    }
  }

  private String key(Event event, int depth) throws SyntaxException {
    JsonNode key = node(event, depth);
    if (key.isContainerNode() || key.isNull()) {
      throw at(event, "a key must be text, not " + (key.isNull() ? "null" : "a collection"));
    }
    return key.asText();
  }

  private static JsonNode scalar(ScalarEvent event) throws SyntaxException {
    String text = event.getValue();
    String tag = event.getTag().orElse(event.isPlain() ? "" : "!");
    if (tag.isEmpty()) {
      return Scalars.plain(text)
          .orElseThrow(() -> at(event, "infinite numbers cannot be written in a manifest"));
    }
    return tagged(event, tag, text);
  }

  private static JsonNode tagged(ScalarEvent event, String tag, String text)
      throws SyntaxException {
    Optional<JsonNode> value =
        switch (tag) {
          case "!", CORE + "str", CORE + "timestamp" -> Optional.of(TextNode.valueOf(text));
          case CORE + "null" -> Scalars.plain(text).filter(JsonNode::isNull);
          case CORE + "bool" -> Scalars.plain(text).filter(JsonNode::isBoolean);
          case CORE + "int" -> Scalars.plain(text).filter(JsonNode::isIntegralNumber);
          case CORE + "float" -> Scalars.plain(text).filter(JsonNode::isNumber);
          case CORE + "binary" -> decoded(text);
          default -> throw unknownTag(event, tag);
        };
    return value.orElseThrow(() -> at(event, "the value is not a " + shown(tag)));
  }

  private static Optional<JsonNode> decoded(String base64) {
    try {
      byte[] bytes = Base64.getMimeDecoder().decode(base64);
      return Optional.of(TextNode.valueOf(new String(bytes, StandardCharsets.UTF_8)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static void checkTag(Event event, Optional<String> tag, String expected)
      throws SyntaxException {
    if (tag.isPresent() && !tag.get().equals("!") && !tag.get().equals(CORE + expected)) {
      throw unknownTag(event, tag.get());
    }
  }

  private static SyntaxException unknownTag(Event event, String tag) {
    return at(event, "the tag " + shown(tag) + " means nothing in a manifest: remove it");
  }

  private static String shown(String tag) {
    return tag.startsWith(CORE) ? "!!" + tag.substring(CORE.length()) : tag;
  }

  private static SyntaxException at(Event event, String message) {
    return SyntaxException.at(
        line(event), event.getStartMark().map(Mark::getColumn).orElse(0) + 1, message);
  }

  private static int line(Event event) {
    return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
  }
}
