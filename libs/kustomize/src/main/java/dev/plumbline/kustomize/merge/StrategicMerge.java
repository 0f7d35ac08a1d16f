package dev.plumbline.kustomize.merge;

import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.NodePaths;
import dev.plumbline.kustomize.yaml.Style;
import dev.plumbline.kustomize.yaml.Tags;
import dev.plumbline.kustomize.yaml.YamlException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Merges a patch into a manifest by the merge keys of its type, as the original does: new items of
 * merged lists come first.
 */
public final class StrategicMerge {

  private final MergeSchemas schemas;
  private final boolean prepend;
  private final boolean infer;

  private StrategicMerge(MergeSchemas schemas, boolean prepend, boolean infer) {
    this.schemas = schemas;
    this.prepend = prepend;
    this.infer = infer;
  }

  /** A merge as patches of a kustomization are merged. */
  public static StrategicMerge of(MergeSchemas schemas) {
    return new StrategicMerge(schemas, true, false);
  }

  /**
   * A merge with other settings.
   *
   * @param prepend whether new items come first
   * @param infer whether lists of unknown types are merged when every item has a name
   */
  static StrategicMerge of(MergeSchemas schemas, boolean prepend, boolean infer) {
    return new StrategicMerge(schemas, prepend, infer);
  }

  /** A merged value; nothing when it is gone, null itself only when it is to be kept. */
  private record Merged(@Nullable Node node, boolean keepNull) {
    static final Merged NOTHING = new Merged(null, false);

    static Merged of(@Nullable Node node) {
      return new Merged(node, false);
    }
  }

  /**
   * Merges a patch into a manifest, changing both.
   *
   * @return what it became; nothing when the patch deletes it
   * @throws YamlException when a field is of different kinds in the two
   */
  public @Nullable Node merge(Node target, Node patch) {
    return walk(target, patch, null).node();
  }

  private Merged walk(@Nullable Node dest, @Nullable Node patch, @Nullable Schema known) {
    Schema schema = known == null ? schemaOf(dest, patch) : known;
    Node first = Node.isMissing(dest) ? patch : dest;
    if (first == null || Node.isMissing(first)) {
      return walkMapping(dest, patch, schema);
    }
    requireKind(dest, first.kind());
    requireKind(patch, first.kind());
    return switch (first.kind()) {
      case MAPPING -> walkMapping(dest, patch, schema);
      case SCALAR -> Merged.of(patch == null ? dest : patch);
      case SEQUENCE ->
          isMerged(dest, patch, schema)
              ? Merged.of(walkList(dest, patch, schema))
              : Merged.of(patch == null ? dest : patch);
    };
  }

  private static void requireKind(@Nullable Node node, Node.Kind kind) {
    if (node != null) {
      NodePaths.requireKind(node, kind);
    }
  }

  private @Nullable Schema schemaOf(@Nullable Node dest, @Nullable Node patch) {
    for (Node node : Arrays.asList(dest, patch)) {
      if (node != null && node.isMapping() && !node.isNull()) {
        Schema schema = schemas.of(node.fieldText("apiVersion"), node.fieldText("kind"));
        if (schema != null) {
          return schema;
        }
      }
    }
    return null;
  }

  private boolean isMerged(@Nullable Node dest, @Nullable Node patch, @Nullable Schema schema) {
    if (schema != null) {
      return schema.isMerged();
    }
    return infer && (isNamed(dest) || isNamed(patch));
  }

  private static boolean isNamed(@Nullable Node list) {
    return list != null
        && !list.isNull()
        && list.content().stream().allMatch(item -> item.field("name") != null);
  }

  private Merged walkMapping(@Nullable Node dest, @Nullable Node patch, @Nullable Schema schema) {
    Merged merged = visitMapping(dest, patch);
    Node result = merged.node();
    if (result == null || merged.keepNull()) {
      return merged;
    }
    SortedSet<String> names = new TreeSet<>(result.fieldNames());
    if (patch != null) {
      names.addAll(patch.fieldNames());
    }
    for (String name : names) {
      Merged value =
          walk(
              result.field(name),
              patch == null ? null : patch.field(name),
              schema == null ? null : schema.field(name));
      NodePaths.set(result, name, value.node(), value.keepNull());
    }
    return Merged.of(result);
  }

  private static Merged visitMapping(@Nullable Node dest, @Nullable Node patch) {
    if (dest == null || dest.isNull()) {
      if (patch != null && patch.isMapping() && directiveOfNew(patch) == Directive.DELETE) {
        return Merged.NOTHING;
      }
      if (patch == null && dest != null && !dest.value().isEmpty()) {
        return new Merged(Node.scalar(Tags.NULL, dest.value(), Style.PLAIN), true);
      }
      return Merged.of(patch);
    }
    if (patch != null && patch.isNull()) {
      return Merged.NOTHING;
    }
    return switch (Directive.takeFrom(patch)) {
      case DELETE -> Merged.NOTHING;
      case REPLACE -> Merged.of(patch);
      case MERGE -> Merged.of(dest);
    };
  }

  /** What is new in the target may have an unknown directive, which stays as it is. */
  private static Directive directiveOfNew(Node patch) {
    try {
      return Directive.takeFrom(patch);
    } catch (YamlException e) {
      return Directive.MERGE;
    }
  }

  private @Nullable Node walkList(
      @Nullable Node dest, @Nullable Node patch, @Nullable Schema schema) {
    Node list = visitList(dest, patch);
    if (list == null) {
      return null;
    }
    List<String> keys = schema == null ? List.of() : schema.keys();
    if (keys.isEmpty() && (schema == null || schema.strategy().isEmpty())) {
      keys = List.of("name");
    }
    List<@Nullable Node> sources =
        prepend ? Arrays.asList(patch, list) : Arrays.asList(list, patch);
    Schema elements = schema == null ? null : schema.elements();
    return keys.isEmpty()
        ? mergeItems(list, patch, MergeKeyValues.ofScalars(sources), List.of(""), elements)
        : mergeItems(list, patch, MergeKeyValues.of(sources, keys), keys, elements);
  }

  private static @Nullable Node visitList(@Nullable Node dest, @Nullable Node patch) {
    if (dest == null || dest.isNull()) {
      return patch;
    }
    if (patch != null && patch.isNull()) {
      return null;
    }
    return switch (Directive.takeFrom(patch)) {
      case DELETE -> null;
      case REPLACE -> patch;
      case MERGE -> dest;
    };
  }

  private Node mergeItems(
      Node dest,
      @Nullable Node patch,
      List<List<String>> values,
      List<String> keys,
      @Nullable Schema elements) {
    if (keys.size() > 1) {
      MergeKeyValues.join(values);
    }
    Node merged = Node.sequence();
    List<String> validKeys = List.of();
    for (List<String> itemValues : values) {
      MergeKeyValues.Valid valid = MergeKeyValues.valid(values, itemValues, keys);
      validKeys = valid.keys();
      Node item =
          walk(item(dest, valid), patch == null ? null : item(patch, valid), elements).node();
      if (item == null || item.isNull() || (item.isMapping() && item.content().isEmpty())) {
        Elements.remove(dest, valid.keys(), valid.values());
      } else {
        setKeys(item, valid);
        Elements.set(merged, item, valid.keys(), valid.values());
      }
    }
    if (values.isEmpty()) {
      return dest;
    }
    if (prepend) {
      append(merged, dest, validKeys);
      return merged;
    }
    append(dest, merged, validKeys);
    return dest;
  }

  private static @Nullable Node item(Node list, MergeKeyValues.Valid valid) {
    MergeKeyValues.Valid own =
        MergeKeyValues.valid(List.of(valid.values()), valid.values(), valid.keys());
    return Elements.find(list, own.keys(), own.values());
  }

  private static void setKeys(Node item, MergeKeyValues.Valid valid) {
    for (int i = 0; i < valid.keys().size(); i++) {
      String key = valid.keys().get(i);
      String value = valid.values().get(i);
      if (item.isMapping() && !value.isEmpty() && item.field(key) == null) {
        NodePaths.set(item, key, Node.scalar(value));
      }
    }
  }

  /** Adds what is in one list to the other, in place of what has the same keys. */
  private static void append(Node to, Node from, List<String> keys) {
    for (Node item : List.copyOf(from.content())) {
      if (keys.get(0).isEmpty()) {
        Elements.set(to, item, keys, List.of(item.value()));
        continue;
      }
      List<String> values = new ArrayList<>();
      for (String key : keys) {
        Node value = NodePaths.get(item, key);
        if (value == null) {
          to.content().add(item);
        } else {
          values.add(value.value());
        }
      }
      if (keys.size() > 1) {
        Elements.remove(to, keys, values);
      }
      Elements.set(to, item, keys, values);
    }
  }
}
