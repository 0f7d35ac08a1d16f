package dev.plumbline.helm.values;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.plumbline.helm.HelmException;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.TypedScalar;
import dev.plumbline.kustomize.yaml.YamlException;
import dev.plumbline.kustomize.yaml.YamlLimits;
import dev.plumbline.kustomize.yaml.YamlReader;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * YAML to JSON as Helm reads it: plain scalars mean what they mean in YAML 1.1, the last of doubled
 * keys counts. Nesting, aliases and size are bounded.
 */
public final class ValuesYaml {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final YamlReader READER = new YamlReader(new YamlLimits(200, 1_000_000));

  private final String file;

  private ValuesYaml(String file) {
    this.file = file;
  }

  /**
   * The one mapping of a file; an empty one for a file with nothing in it.
   *
   * @throws HelmException {@code INVALID} with file and line
   */
  public static ObjectNode object(String file, String text) {
    Optional<Node> first;
    try {
      first = READER.first(text);
    } catch (YamlException e) {
      throw noYaml(file, e);
    }
    JsonNode value =
        first.map(node -> new ValuesYaml(file).json(node)).orElseGet(NODES::objectNode);
    if (value instanceof ObjectNode object) {
      return object;
    }
    throw HelmException.invalid(file, 0, "expected a mapping");
  }

  /**
   * Every document of a text, without the empty ones.
   *
   * @throws HelmException {@code INVALID} with file and line
   */
  public static List<JsonNode> documents(String file, String text) {
    try {
      ValuesYaml reading = new ValuesYaml(file);
      return READER.documents(text).stream().map(reading::json).toList();
    } catch (YamlException e) {
      throw noYaml(file, e);
    }
  }

  private static HelmException noYaml(String file, YamlException e) {
    return new HelmException(
        HelmException.Reason.INVALID, file, e.line(), "no YAML: " + e.getMessage(), e);
  }

  private JsonNode json(Node node) {
    if (node.isMapping()) {
      ObjectNode object = NODES.objectNode();
      List<Node> content = node.content();
      for (int i = 0; i + 1 < content.size(); i += 2) {
        object.set(key(content.get(i)), json(content.get(i + 1)));
      }
      return object;
    }
    if (node.isSequence()) {
      ArrayNode array = NODES.arrayNode();
      node.content().forEach(item -> array.add(json(item)));
      return array;
    }
    return scalar(node);
  }

  private String key(Node key) {
    if (!key.isScalar()) {
      throw HelmException.invalid(file, key.line(), "a key must be text, not a collection");
    }
    return scalar(key).asText();
  }

  private JsonNode scalar(Node node) {
    @Nullable Object value = TypedScalar.of(node);
    if (value instanceof Double number && !Double.isFinite(number)) {
      throw HelmException.invalid(file, node.line(), "JSON has no infinite numbers");
    }
    @Nullable Object written = value == null ? null : TypedScalar.throughJson(value);
    if (written instanceof Double number) {
      return DoubleNode.valueOf(number);
    }
    if (written instanceof BigInteger number) {
      return BigIntegerNode.valueOf(number);
    }
    if (written instanceof Number number) {
      return LongNode.valueOf(number.longValue());
    }
    if (written instanceof Boolean bool) {
      return BooleanNode.valueOf(bool);
    }
    return written == null ? NullNode.getInstance() : TextNode.valueOf(written.toString());
  }
}
