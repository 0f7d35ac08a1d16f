package dev.plumbline.jsonnet.engine;

import dev.plumbline.kustomize.yaml.Dialect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import sjsonnet.Lazy;
import sjsonnet.Position;
import sjsonnet.Val;

/**
 * {@code std.parseYaml}. The interpreter's own makes objects of any class that a text names, so it
 * is neither used nor loaded. Scalars are typed as in manifests; a text with document markers is an
 * array of its documents.
 */
final class YamlValues {

  private final Parser events;
  private final Position position;
  private final Map<String, Val> anchors = new HashMap<>();

  private YamlValues(String yaml, Position position) {
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(Integer.MAX_VALUE).build();
    this.events = new ParserImpl(settings, new StreamReader(settings, yaml));
    this.position = position;
  }

  static Val parse(String yaml, Position position) {
    try {
      return new YamlValues(yaml, position).stream();
    } catch (YamlEngineException e) {
      throw Thrown.unchecked(
          Interpretation.error("std.parseYaml: this is not YAML: " + e.getMessage()));
    }
  }

  private Val stream() {
    List<Val> documents = new ArrayList<>();
    boolean marked = false;
    while (events.hasNext()) {
      if (events.next() instanceof DocumentStartEvent start) {
        marked |= start.isExplicit();
        anchors.clear();
        documents.add(value(events.next()));
      }
    }
    if (marked) {
      return array(documents);
    }
    return documents.isEmpty() ? new Val.Null(position) : documents.get(0);
  }

  private Val value(Event event) {
    if (event instanceof AliasEvent alias) {
      Val named = anchors.get(alias.getAlias().getValue());
      if (named == null) {
        throw new YamlEngineException("the alias names no anchor before it");
      }
      return named;
    }
    Val value = collectionOrScalar(event);
    ((NodeEvent) event).getAnchor().ifPresent(anchor -> anchors.put(anchor.getValue(), value));
    return value;
  }

  private Val collectionOrScalar(Event event) {
    if (event instanceof SequenceStartEvent) {
      List<Val> items = new ArrayList<>();
      for (Event next = events.next();
          next.getEventId() != Event.ID.SequenceEnd;
          next = events.next()) {
        items.add(value(next));
      }
      return array(items);
    }
    return event instanceof MappingStartEvent ? mapping() : scalar((ScalarEvent) event);
  }

  private Val mapping() {
    Map<String, Val> fields = new LinkedHashMap<>();
    for (Event next = events.next();
        next.getEventId() != Event.ID.MappingEnd;
        next = events.next()) {
      if (!(next instanceof ScalarEvent key)) {
        throw new YamlEngineException("a key must be text");
      }
      Val value = value(events.next());
      if (fields.putIfAbsent(key.getValue(), value) != null) {
        throw new YamlEngineException("the key '" + key.getValue() + "' is there twice");
      }
    }
    return object(fields);
  }

  private Val scalar(ScalarEvent event) {
    String text = event.getValue();
    boolean plain = event.isPlain() && event.getTag().isEmpty();
    @Nullable Object value = plain ? Dialect.YAML_1_1.resolve(text).value() : text;
    if (value == null) {
      return new Val.Null(position);
    }
    if (value instanceof Boolean bool) {
      return Val.bool(position, bool);
    }
    return value instanceof Number number
        ? new Val.Num(position, number.doubleValue())
        : new Val.Str(position, text);
  }

  private Val array(List<Val> items) {
    return new Val.Arr(position, items.toArray(Lazy[]::new));
  }

  private Val object(Map<String, Val> fields) {
    LinkedHashMap<String, Boolean> hidden = new LinkedHashMap<>();
    scala.collection.mutable.HashMap<Object, Val> values = new scala.collection.mutable.HashMap<>();
    fields.forEach(
        (name, value) -> {
          hidden.put(name, false);
          values.put(name, value);
        });
    return new Val.Obj(position, null, true, null, null, values, hidden);
  }
}
