package dev.plumbline.kustomize.files;

import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.yaml.CanonicalJson;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.TypedScalar;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads the typed fields of a mapping, and says which field of which line is not as expected. Names
 * are matched in any case, since the original does; a null is as good as nothing.
 */
public final class FieldReader {

  /** How much is forgiven. */
  public enum Mode {
    /** Unknown fields and numbers for strings are errors. */
    STRICT,
    /** Unknown fields are errors; numbers and booleans may stand for strings. */
    KNOWN_FIELDS,
    /** Anything else is passed over. */
    LENIENT
  }

  private final Node mapping;
  private final String file;
  private final String path;
  private final Mode mode;
  private final Set<String> known = new HashSet<>();

  private FieldReader(Node mapping, String file, String path, Mode mode) {
    this.mapping = mapping;
    this.file = file;
    this.path = path;
    this.mode = mode;
  }

  /**
   * A reader of a document.
   *
   * @throws KustomizeException when it is no mapping
   */
  public static FieldReader of(Node document, String file, Mode mode) {
    if (!document.isMapping()) {
      throw new KustomizeException(file, document.line(), "", "expected a mapping", null);
    }
    return new FieldReader(document, file, "", mode);
  }

  public String file() {
    return file;
  }

  public int line() {
    return mapping.line();
  }

  public boolean has(String name) {
    return find(name) != null;
  }

  private @Nullable Node find(String name) {
    known.add(name.toLowerCase(Locale.ROOT));
    Node found = null;
    List<Node> content = mapping.content();
    for (int i = 0; i + 1 < content.size(); i += 2) {
      if (content.get(i).value().equalsIgnoreCase(name)) {
        found = content.get(i + 1);
      }
    }
    return found == null || found.isNull() ? null : found;
  }

  /** Whether nothing is said but in these fields; a null or an empty text says nothing. */
  boolean isEmptyBeside(Set<String> names) {
    List<Node> content = mapping.content();
    for (int i = 0; i + 1 < content.size(); i += 2) {
      Node value = content.get(i + 1);
      boolean says = !value.isNull() && !(value.isScalar() && value.value().isEmpty());
      if (says && !names.contains(content.get(i).value())) {
        return false;
      }
    }
    return true;
  }

  /** The field as it is. */
  public Optional<Node> node(String name) {
    return Optional.ofNullable(find(name));
  }

  /** A string; empty when there is none. */
  public String text(String name) {
    Node node = find(name);
    return node == null ? "" : text(node, name);
  }

  private String text(Node node, String name) {
    Object value = node.isScalar() ? TypedScalar.of(node) : node;
    if (value instanceof String text) {
      return text;
    }
    if (value == null) {
      return "";
    }
    if (mode != Mode.STRICT && node.isScalar()) {
      return TypedScalar.asText(value);
    }
    throw unexpected(node, name, "a string" + (node.isScalar() ? ", put it in quotes" : ""));
  }

  public boolean flag(String name) {
    Node node = find(name);
    return node != null && flag(node, name);
  }

  private boolean flag(Node node, String name) {
    if (node.isScalar() && TypedScalar.of(node) instanceof Boolean flag) {
      return flag;
    }
    throw unexpected(node, name, "true or false");
  }

  /** A whole number; 0 when there is none. */
  public long number(String name) {
    Node node = find(name);
    if (node == null) {
      return 0;
    }
    if (node.isScalar() && TypedScalar.of(node) instanceof Long number) {
      return number;
    }
    throw unexpected(node, name, "a whole number");
  }

  /** A list of strings; empty when there is none. */
  public List<String> texts(String name) {
    return items(name, item -> text(item, name));
  }

  private <T> List<T> items(String name, Function<Node, T> mapper) {
    Node node = find(name);
    if (node == null) {
      return List.of();
    }
    if (!node.isSequence()) {
      throw unexpected(node, name, "a list");
    }
    List<T> items = new ArrayList<>();
    node.content().forEach(item -> items.add(mapper.apply(item)));
    return items;
  }

  /** A map of strings, sorted by key; empty when there is none. */
  public SortedMap<String, String> textMap(String name) {
    return entries(name, this::text);
  }

  public SortedMap<String, Boolean> flagMap(String name) {
    return entries(name, this::flag);
  }

  private interface Value<T> {
    T read(Node node, String name);
  }

  private <T> SortedMap<String, T> entries(String name, Value<T> reader) {
    SortedMap<String, T> map = new TreeMap<>(CanonicalJson::compareUtf8);
    Node node = find(name);
    if (node == null) {
      return map;
    }
    if (!node.isMapping()) {
      throw unexpected(node, name, "a mapping");
    }
    List<Node> content = node.content();
    for (int i = 0; i + 1 < content.size(); i += 2) {
      String key = content.get(i).value();
      map.put(key, reader.read(content.get(i + 1), name + "." + key));
    }
    return map;
  }

  public Optional<FieldReader> object(String name) {
    return Optional.ofNullable(find(name)).map(node -> nested(node, name));
  }

  /** A list of mappings, each with its fields; empty when there is none. */
  public <T> List<T> objects(String name, Function<FieldReader, T> mapper) {
    List<T> objects = new ArrayList<>();
    List<Node> nodes = items(name, item -> item);
    for (int i = 0; i < nodes.size(); i++) {
      Node node = nodes.get(i).isNull() ? Node.mapping() : nodes.get(i);
      objects.add(mapper.apply(nested(node, name + "[" + i + "]")));
    }
    return objects;
  }

  private FieldReader nested(Node node, String name) {
    if (!node.isMapping()) {
      throw unexpected(node, name, "a mapping");
    }
    return new FieldReader(node, file, pathOf(name), mode);
  }

  /**
   * Refuses what nobody asked for, unless that is forgiven.
   *
   * @throws KustomizeException naming the first unknown field
   */
  public void end() {
    if (mode == Mode.LENIENT) {
      return;
    }
    List<Node> content = mapping.content();
    for (int i = 0; i + 1 < content.size(); i += 2) {
      Node key = content.get(i);
      if (!known.contains(key.value().toLowerCase(Locale.ROOT))) {
        throw new KustomizeException(
            file, key.line(), pathOf(key.value()), "unknown field \"" + key.value() + "\"", null);
      }
    }
  }

  private String pathOf(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private KustomizeException unexpected(Node node, String name, String expected) {
    String found = node.isScalar() ? node.value() : node.isMapping() ? "a mapping" : "a list";
    return problem(node, name, "expected " + expected + " but found " + found);
  }

  private KustomizeException problem(Node node, String name, String problem) {
    return new KustomizeException(file, node.line(), pathOf(name), problem, null);
  }

  /** An error about one of the fields, or about all of it when the name is empty. */
  public KustomizeException problem(String name, String problem) {
    Node node = name.isEmpty() ? null : find(name);
    return new KustomizeException(
        file,
        (node == null ? mapping : node).line(),
        name.isEmpty() ? path : pathOf(name),
        problem,
        null);
  }
}
