package dev.plumbline.helm.values;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.plumbline.helm.HelmException;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * One setting of {@code --set} and its like: {@code a.b[0].c=v,d={x,y}}. Commas, dots and brackets
 * that mean nothing have a backslash in front. Messages name keys, never values.
 */
public final class SetExpression {

  private static final int MAX_INDEX = 65_536;
  private static final int MAX_LEVELS = 30;
  private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]{1,19}");
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final SetText text;
  private final Function<String, JsonNode> value;
  private final boolean json;

  private SetExpression(String expression, Function<String, JsonNode> value, boolean json) {
    this.text = new SetText(expression);
    this.value = value;
    this.json = json;
  }

  /** As {@code --set}: numbers, booleans and null are what they look like. */
  static void set(String expression, ObjectNode values) {
    new SetExpression(expression, SetExpression::typed, false).into(values);
  }

  /** As {@code --set-string}. */
  static void setString(String expression, ObjectNode values) {
    new SetExpression(expression, TextNode::valueOf, false).into(values);
  }

  /** As {@code --set-file}: what is behind the equals sign is a path. */
  static void setFile(String expression, ObjectNode values, Function<String, String> contentOf) {
    new SetExpression(expression, path -> TextNode.valueOf(contentOf.apply(path)), false)
        .into(values);
  }

  /** As {@code --set-json}. */
  static void setJson(String expression, ObjectNode values) {
    new SetExpression(expression, SetExpression::typed, true).into(values);
  }

  private static JsonNode typed(String text) {
    if (text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false")) {
      return BooleanNode.valueOf(text.equalsIgnoreCase("true"));
    }
    if (text.equalsIgnoreCase("null")) {
      return NullNode.getInstance();
    }
    boolean number = text.equals("0") || (!text.startsWith("0") && INTEGER.matcher(text).matches());
    if (number) {
      try {
        return LongNode.valueOf(Long.parseLong(text));
      } catch (NumberFormatException tooLarge) {
        return TextNode.valueOf(text);
      }
    }
    return TextNode.valueOf(text);
  }

  private void into(ObjectNode values) {
    boolean more = true;
    while (more) {
      more = key(values, 0);
    }
  }

  /** Sets one key; whether there is more to come. */
  private boolean key(ObjectNode target, int level) {
    String key = text.until("=[,.");
    return switch (text.stop()) {
      case '=' -> assign(target, key);
      case '[' -> element(target, key, level);
      case '.' -> field(target, key, level);
      case ',' -> throw problem("key \"" + key + "\" has no value (cannot end with ,)");
      default -> {
        if (!key.isEmpty()) {
          throw problem("key \"" + key + "\" has no value");
        }
        yield false;
      }
    };
  }

  private boolean assign(ObjectNode target, String key) {
    boolean atEnd = text.isAtEnd();
    put(target, key, value(key));
    return json || !atEnd;
  }

  private boolean element(ObjectNode target, String key, int level) {
    int index = index(key);
    JsonNode there = target.get(key);
    if (there != null && !there.isArray()) {
      throw problem("key \"" + key + "\" is not a list");
    }
    ArrayNode list = there instanceof ArrayNode array ? array : NODES.arrayNode();
    boolean more = item(list, index, key, level);
    put(target, key, list);
    return more;
  }

  private boolean field(ObjectNode target, String key, int level) {
    if (level >= MAX_LEVELS) {
      throw problem("key \"" + key + "\" is nested deeper than " + MAX_LEVELS);
    }
    JsonNode there = target.get(key);
    if (there != null && !there.isObject()) {
      throw problem("key \"" + key + "\" is not a mapping");
    }
    ObjectNode inner = there instanceof ObjectNode object ? object : NODES.objectNode();
    boolean more = key(inner, level + 1);
    if (more && inner.isEmpty()) {
      throw problem("key map \"" + key + "\" has no value");
    }
    if (!inner.isEmpty()) {
      put(target, key, inner);
    }
    return more;
  }

  private boolean item(ArrayNode list, int index, String key, int level) {
    if (!text.until("[.=").isEmpty()) {
      throw problem("unexpected data at end of array index of key \"" + key + "\"");
    }
    return switch (text.stop()) {
      case '=' -> {
        put(list, index, value(key));
        yield true;
      }
      case '[' -> {
        int nextIndex = index(key);
        JsonNode there = list.get(index);
        if (there != null && !there.isNull() && !there.isArray()) {
          throw problem("item " + index + " of key \"" + key + "\" is not a list");
        }
        ArrayNode inner = there instanceof ArrayNode array ? array : NODES.arrayNode();
        boolean more = item(inner, nextIndex, key, level);
        if (more) {
          put(list, index, inner);
        }
        yield more;
      }
      case '.' -> {
        ObjectNode inner = NODES.objectNode();
        if (list.get(index) instanceof ObjectNode object) {
          inner = object;
        } else if (list.size() > index) {
          list.set(index, inner);
        }
        boolean more = key(inner, level);
        if (more) {
          put(list, index, inner);
        }
        yield more;
      }
      default -> false;
    };
  }

  private int index(String key) {
    String index = text.until("]");
    if (text.stop() == SetText.END || !INTEGER.matcher(index).matches()) {
      throw problem("error parsing index of key \"" + key + "\": expected a number in brackets");
    }
    long number = Long.parseLong(index.length() > 10 ? "99999" : index);
    if (number < 0 || number > MAX_INDEX) {
      throw problem(
          "index of key \"" + key + "\" is not between 0 and " + MAX_INDEX + ": " + index);
    }
    return (int) number;
  }

  private JsonNode value(String key) {
    if (json) {
      try {
        return text.takeNothing() ? NullNode.getInstance() : text.json();
      } catch (JsonProcessingException e) {
        throw problem("the value of key \"" + key + "\" is no JSON");
      }
    }
    if (!text.take('{')) {
      return value.apply(text.until(","));
    }
    ArrayNode list = NODES.arrayNode();
    do {
      String item = text.until(",}");
      if (text.stop() == SetText.END) {
        throw problem("the list of key \"" + key + "\" must terminate with '}'");
      }
      list.add(value.apply(item));
    } while (text.stop() != '}');
    boolean unused = text.take(',');
    return list;
  }

  private static void put(ObjectNode target, String key, JsonNode value) {
    if (!key.isEmpty()) {
      target.set(key, value);
    }
  }

  private static void put(ArrayNode list, int index, JsonNode value) {
    while (list.size() <= index) {
      list.addNull();
    }
    list.set(index, value);
  }

  private static HelmException problem(String problem) {
    return HelmException.invalid("", 0, "failed parsing set data: " + problem);
  }
}
