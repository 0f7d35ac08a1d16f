package dev.plumbline.helm.values;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.helm.HelmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * All values of a release in one object, as {@code helm template} merges them: files in their
 * order, then settings in JSON, then others, then those that are strings, then those from files,
 * whatever the order in which they were added. Mappings are merged, all else is replaced; null
 * stays, for Helm takes it as a wish to be without the chart's own value.
 */
public final class ValuesMerge {

  private static final String LIST_BEGIN = "{";
  private static final String LIST_END = "}";

  private ObjectNode values = JsonNodeFactory.instance.objectNode();
  private final List<String> json = new ArrayList<>();
  private final List<String> typed = new ArrayList<>();
  private final List<String> strings = new ArrayList<>();
  private final List<String> files = new ArrayList<>();

  /**
   * A values file, over those before.
   *
   * @param name for messages
   * @throws HelmException when it is no mapping in YAML
   */
  public ValuesMerge file(String name, String yaml) {
    return over(ValuesYaml.object(name, yaml));
  }

  /** Values in place, over those before. */
  public ValuesMerge over(ObjectNode later) {
    values = merged(values, later);
    return this;
  }

  /** As {@code --set}. */
  public ValuesMerge set(String expression) {
    typed.add(expression);
    return this;
  }

  /** As {@code --set-string}. */
  public ValuesMerge setString(String expression) {
    strings.add(expression);
    return this;
  }

  /** As {@code --set-json}. */
  public ValuesMerge setJson(String expression) {
    json.add(expression);
    return this;
  }

  /** As {@code --set-file}. */
  public ValuesMerge setFile(String expression) {
    files.add(expression);
    return this;
  }

  /**
   * A parameter of an application, as Argo CD makes a setting of it: commas in the value are the
   * value's own, unless it is a list in braces.
   */
  public ValuesMerge parameter(String name, String value, boolean forceString) {
    String expression = name + "=" + escaped(value);
    return forceString ? setString(expression) : set(expression);
  }

  /** A parameter whose value is what is in a file. */
  public ValuesMerge fileParameter(String name, String path) {
    return setFile(name + "=" + escaped(path));
  }

  private static String escaped(String value) {
    if (value.startsWith(LIST_BEGIN) && value.endsWith(LIST_END)) {
      return value;
    }
    StringBuilder escaped = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      boolean bare = value.charAt(i) == ',' && i > 0 && value.charAt(i - 1) != '\\';
      escaped.append(bare ? "\\," : value.substring(i, i + 1));
    }
    return escaped.toString();
  }

  /**
   * The values.
   *
   * @param contentOf reads a file by the path in a setting
   * @throws HelmException for a setting that is none; it names keys, never values
   */
  public ObjectNode result(Function<String, String> contentOf) {
    ObjectNode result = values.deepCopy();
    json.forEach(each -> SetExpression.setJson(each, result));
    typed.forEach(each -> SetExpression.set(each, result));
    strings.forEach(each -> SetExpression.setString(each, result));
    files.forEach(each -> SetExpression.setFile(each, result, contentOf));
    return result;
  }

  /** The values, when no setting names a file. */
  public ObjectNode result() {
    return result(
        path -> {
          throw HelmException.invalid(path, 0, "files cannot be read here");
        });
  }

  private static ObjectNode merged(ObjectNode below, ObjectNode above) {
    ObjectNode merged = below.deepCopy();
    for (Map.Entry<String, JsonNode> entry : above.properties()) {
      JsonNode there = merged.get(entry.getKey());
      boolean both = there instanceof ObjectNode && entry.getValue() instanceof ObjectNode;
      merged.set(
          entry.getKey(),
          both ? merged((ObjectNode) there, (ObjectNode) entry.getValue()) : entry.getValue());
    }
    return merged;
  }
}
