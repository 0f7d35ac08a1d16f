package dev.plumbline.kustomize.reference;

import dev.plumbline.kustomize.yaml.Scalars;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Replaces {@code $(NAME)} in texts; {@code $$} is a dollar. */
final class Expansion {

  private final Map<String, @Nullable Object> values;
  private final Set<String> used = new HashSet<>();

  Expansion(Map<String, @Nullable Object> values) {
    this.values = values;
  }

  Set<String> used() {
    return used;
  }

  /** The text with values; the very value when the text is nothing but its name. */
  Object expand(String text) {
    StringBuilder expanded = new StringBuilder();
    int copied = 0;
    int i = 0;
    while (i < text.length()) {
      if (text.charAt(i) != '$' || i + 1 == text.length()) {
        i++;
        continue;
      }
      expanded.append(text, copied, i);
      char next = text.charAt(i + 1);
      int close = next == '(' ? text.indexOf(')', i + 2) : -1;
      if (close >= 0) {
        Object value = value(text.substring(i + 2, close));
        if (i == 0 && close == text.length() - 1) {
          return value;
        }
        expanded.append(Scalars.inText(value));
        i = close + 1;
      } else {
        expanded.append(next == '$' ? "$" : "$" + next);
        i += 2;
      }
      copied = i;
    }
    return expanded.append(text, Math.min(copied, text.length()), text.length()).toString();
  }

  private Object value(String name) {
    Object value = values.get(name);
    if (value == null) {
      return "$(" + name + ")";
    }
    used.add(name);
    return value;
  }
}
