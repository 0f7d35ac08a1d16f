package dev.plumbline.health.table;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.health.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The rules of all kinds in the table. Read once, when it is first asked; a kind's lines are parsed
 * when the kind is first seen.
 *
 * <pre>
 * cert-manager.io/Certificate:
 * - Progressing: Issuing=True
 * - Healthy: Ready=True
 * - Degraded: Ready=False
 *   message: "{.status.lastFailure}"      what to say; else what the terms found
 *
 * '*.crossplane.io/*':                    any kind of any such group
 * - conditions: .status.parents[].conditions    where they are, if not in .status.conditions
 * - generation: current                         conditions of older generations do not count
 * - Healthy:                                    else
 * </pre>
 */
public final class KindTable {

  private static final List<String> FILES =
      List.of(
          "kubernetes",
          "argo",
          "cloud",
          "data",
          "delivery",
          "messaging",
          "networking",
          "observability",
          "platform",
          "security");

  private static final List<FieldPath> USUAL = List.of(FieldPath.parse(".status.conditions"));

  private final Map<String, KindLines> kinds;

  private KindTable(Map<String, KindLines> kinds) {
    this.kinds = kinds;
  }

  private static final class Builtin {
    static final KindTable TABLE = read();
  }

  /** The table that comes with Plumbline. */
  public static KindTable builtIn() {
    return Builtin.TABLE;
  }

  /** Lines as they are written, and what they were parsed to once they were asked for. */
  private static final class KindLines {
    private final String kind;
    private final List<Map<String, String>> written;
    private volatile @Nullable KindRule parsed;

    KindLines(String kind, List<Map<String, String>> written) {
      this.kind = kind;
      this.written = written;
    }

    KindRule rule() {
      KindRule rule = parsed;
      if (rule == null) {
        rule = parse(kind, written);
        parsed = rule;
      }
      return rule;
    }
  }

  /** The rule of a kind: its own, or that of its group's pattern. */
  public Optional<Function<JsonNode, Finding>> rule(String group, String kind) {
    return key(group, kind).map(key -> Objects.requireNonNull(kinds.get(key)).rule()::of);
  }

  /** Under what a kind is in the table. */
  public Optional<String> key(String group, String kind) {
    String own = group + "/" + kind;
    if (kinds.containsKey(own)) {
      return Optional.of(own);
    }
    String all = group + "/*";
    if (kinds.containsKey(all)) {
      return Optional.of(all);
    }
    for (int dot = group.indexOf('.'); dot > 0; dot = group.indexOf('.', dot + 1)) {
      String pattern = "*" + group.substring(dot) + "/*";
      if (kinds.containsKey(pattern)) {
        return Optional.of(pattern);
      }
    }
    return Optional.empty();
  }

  /** All kinds and patterns of kinds, {@code group/kind}. */
  public Set<String> kinds() {
    return new TreeSet<>(kinds.keySet());
  }

  private static KindTable read() {
    Map<String, KindLines> kinds = new HashMap<>();
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(1 << 20).build();
    for (String file : FILES) {
      String resource = "/dev/plumbline/health/" + file + ".yaml";
      try (InputStream in = KindTable.class.getResourceAsStream(resource)) {
        if (in == null) {
          throw new IllegalStateException(resource + " is not there");
        }
        Map<?, ?> entries = (Map<?, ?>) new Load(settings).loadFromInputStream(in);
        entries.forEach((names, lines) -> add(kinds, String.valueOf(names), (List<?>) lines));
      } catch (IOException e) {
        throw new UncheckedIOException(resource + " cannot be read", e);
      }
    }
    return new KindTable(Map.copyOf(kinds));
  }

  private static void add(Map<String, KindLines> kinds, String names, List<?> lines) {
    List<Map<String, String>> written = new ArrayList<>();
    for (Object line : lines) {
      Map<String, String> entries = new HashMap<>();
      ((Map<?, ?>) line)
          .forEach(
              (key, value) ->
                  entries.put(String.valueOf(key), value == null ? "" : String.valueOf(value)));
      written.add(entries);
    }
    for (String name : names.split("\\s*,\\s*")) {
      if (kinds.put(name, new KindLines(name, written)) != null) {
        throw new IllegalStateException(name + " is in the table of health twice");
      }
    }
  }

  private static KindRule parse(String kind, List<Map<String, String>> written) {
    List<FieldPath> conditions = USUAL;
    boolean current = false;
    List<KindRule.Line> lines = new ArrayList<>();
    for (Map<String, String> entries : written) {
      String message = entries.get("message");
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        String value = entry.getValue();
        switch (entry.getKey()) {
          case "message" -> {}
          case "conditions" ->
              conditions =
                  List.of(value.split("\\s+\\|\\s+")).stream().map(FieldPath::parse).toList();
          case "generation" -> current = value.equals("current");
          default -> lines.add(line(kind, entry.getKey(), value, message));
        }
      }
    }
    return new KindRule(conditions, current, List.copyOf(lines));
  }

  private static KindRule.Line line(
      String kind, String state, String when, @Nullable String message) {
    try {
      return new KindRule.Line(
          HealthStatus.valueOf(state),
          when.isEmpty() ? List.of() : Terms.parse(when),
          message == null ? null : new Message(message));
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "table of health: " + kind + ", " + state + ": " + when + ": " + e.getMessage(), e);
    }
  }
}
