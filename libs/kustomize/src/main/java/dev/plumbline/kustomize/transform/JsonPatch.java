package dev.plumbline.kustomize.transform;

import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.resource.Resource;
import dev.plumbline.kustomize.yaml.JsonNumbers;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.NodeData;
import dev.plumbline.kustomize.yaml.YamlException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Operations of RFC 6902, as strict as the original: what is not there cannot be removed. */
public final class JsonPatch {

  private record Operation(String op, String path, String from, @Nullable Object value) {}

  private final List<Operation> operations = new ArrayList<>();

  private JsonPatch() {}

  /**
   * Reads a patch from data.
   *
   * @throws KustomizeException when it is no list of operations
   */
  public static JsonPatch of(@Nullable Object data) {
    if (!(data instanceof List<?> list)) {
      throw new KustomizeException("", "expected a list of JSON patch operations");
    }
    JsonPatch patch = new JsonPatch();
    for (Object item : list) {
      if (!(item instanceof Map<?, ?> operation)) {
        throw new KustomizeException("", "expected a JSON patch operation but found " + item);
      }
      patch.operations.add(
          new Operation(
              text(operation, "op"),
              text(operation, "path"),
              text(operation, "from"),
              operation.get("value")));
    }
    return patch;
  }

  private static String text(Map<?, ?> operation, String name) {
    return operation.get(name) instanceof String text ? text : "";
  }

  public boolean isEmpty() {
    return operations.isEmpty();
  }

  /**
   * Applies it to a resource.
   *
   * @throws KustomizeException when an operation does not fit
   */
  public void applyTo(Resource resource) {
    try {
      resource.ensureAnnotations();
      Object data = JsonNumbers.asFloats(NodeData.of(resource.node()));
      for (Operation operation : operations) {
        apply(operation, Objects.requireNonNull(data));
      }
      Node patched = NodeData.toNode(data);
      resource.replaceNode(patched);
      resource.setAnnotations(resource.annotations());
    } catch (YamlException e) {
      throw FieldWalk.problem(resource, "", e);
    } catch (KustomizeException e) {
      throw new KustomizeException(
          e.file(), e.line(), e.field(), "in " + resource + ": " + e.problem(), e);
    }
  }

  private static void apply(Operation operation, Object data) {
    switch (operation.op()) {
      case "add" -> add(operation, operation.path(), data, fresh(operation.value()));
      case "remove" -> remove(operation, operation.path(), data);
      case "replace" -> replace(operation, data);
      case "move" -> add(operation, operation.path(), data, move(operation, data));
      case "copy" -> add(operation, operation.path(), data, fresh(existing(operation, data)));
      case "test" -> test(operation, data);
      default -> throw problem(operation, "unexpected kind");
    }
  }

  private static @Nullable Object move(Operation operation, Object data) {
    Object value = existing(operation, data);
    remove(operation, operation.from(), data);
    return value;
  }

  private static @Nullable Object existing(Operation operation, Object data) {
    Pointer pointer = Pointer.of(operation.from());
    Object parent = parent(operation, pointer, data);
    if (parent instanceof List<?> && !has(parent, pointer.last())) {
      throw problem(operation, "doc is missing path " + operation.from());
    }
    return get(parent, pointer.last());
  }

  @SuppressWarnings("unchecked")
  private static void add(Operation operation, String path, Object data, @Nullable Object value) {
    Pointer pointer = Pointer.of(path);
    Object parent = parent(operation, pointer, data);
    if (parent instanceof Map<?, ?> map) {
      ((Map<String, @Nullable Object>) map).put(pointer.last(), value);
    } else {
      List<@Nullable Object> list = (List<@Nullable Object>) parent;
      list.add(insertion(operation, pointer.last(), list.size()), value);
    }
  }

  /** A field need not be there to be replaced, an item of a list must. */
  @SuppressWarnings("unchecked")
  private static void replace(Operation operation, Object data) {
    Object value = fresh(operation.value());
    if (operation.path().isEmpty() && value instanceof Map<?, ?> document) {
      ((Map<String, @Nullable Object>) data).clear();
      ((Map<String, @Nullable Object>) data).putAll((Map<String, @Nullable Object>) document);
      return;
    }
    Pointer pointer = Pointer.of(operation.path());
    Object parent = parent(operation, pointer, data);
    if (parent instanceof Map<?, ?> map) {
      ((Map<String, @Nullable Object>) map).put(pointer.last(), value);
      return;
    }
    if (!has(parent, pointer.last())) {
      throw problem(operation, "doc is missing key");
    }
    List<@Nullable Object> list = (List<@Nullable Object>) parent;
    list.set(Pointer.index(pointer.last(), list.size()), value);
  }

  private static void remove(Operation operation, String path, Object data) {
    Pointer pointer = Pointer.of(path);
    Object parent = parent(operation, pointer, data);
    if (!has(parent, pointer.last())) {
      throw problem(operation, "Unable to remove nonexistent key: " + pointer.last());
    }
    if (parent instanceof Map<?, ?> map) {
      map.remove(pointer.last());
    } else if (parent instanceof List<?> list) {
      list.remove(Pointer.index(pointer.last(), list.size()));
    }
  }

  private static void test(Operation operation, Object data) {
    Pointer pointer = Pointer.of(operation.path());
    Object parent = parent(operation, pointer, data);
    Object actual = has(parent, pointer.last()) ? get(parent, pointer.last()) : null;
    if (!Objects.equals(actual, fresh(operation.value()))) {
      throw problem(operation, "testing value failed");
    }
  }

  private static Object parent(Operation operation, Pointer pointer, Object data) {
    Object at = data;
    for (String name : pointer.parents()) {
      at = at != null && has(at, name) ? get(at, name) : null;
    }
    if (at instanceof Map<?, ?> || at instanceof List<?>) {
      return at;
    }
    throw problem(operation, "doc is missing path");
  }

  private static boolean has(Object parent, String name) {
    if (parent instanceof Map<?, ?> map) {
      return map.containsKey(name);
    }
    return parent instanceof List<?> list && Pointer.index(name, list.size()) >= 0;
  }

  private static @Nullable Object get(Object parent, String name) {
    if (parent instanceof Map<?, ?> map) {
      return map.get(name);
    }
    List<?> list = (List<?>) parent;
    return list.get(Pointer.index(name, list.size()));
  }

  private static int insertion(Operation operation, String name, int size) {
    if (name.equals("-")) {
      return size;
    }
    int index = Pointer.index(name, size + 1);
    if (index < 0) {
      throw problem(operation, "index " + name + " is out of bounds");
    }
    return index;
  }

  /** A copy, since an operation may be applied to many resources. */
  private static @Nullable Object fresh(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach((key, each) -> copy.put((String) key, fresh(each)));
      return copy;
    }
    if (value instanceof Collection<?> list) {
      List<@Nullable Object> copy = new ArrayList<>();
      list.forEach(each -> copy.add(fresh(each)));
      return copy;
    }
    return JsonNumbers.asFloats(value);
  }

  private static KustomizeException problem(Operation operation, String problem) {
    return new KustomizeException(
        "", "JSON patch operation " + operation.op() + " " + operation.path() + ": " + problem);
  }
}
