package dev.plumbline.kustomize.yaml;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Data as Go's JSON writer has it, with sorted keys: what name hashes are made of. */
public final class CanonicalJson {

  private final StringBuilder json = new StringBuilder();

  private final boolean indented;
  private int depth;

  private CanonicalJson(boolean indented) {
    this.indented = indented;
  }

  /** On lines of their own, indented by two. */
  public static String indented(@Nullable Object data) {
    CanonicalJson writer = new CanonicalJson(true);
    writer.write(data);
    return writer.json.toString();
  }

  /** On one line. */
  public static String of(@Nullable Object data) {
    CanonicalJson writer = new CanonicalJson(false);
    writer.write(data);
    return writer.json.toString();
  }

  private void write(@Nullable Object data) {
    if (data instanceof Map<?, ?> map) {
      object(map);
    } else if (data instanceof Collection<?> list) {
      array(list);
    } else if (data instanceof String text) {
      string(text);
    } else if (data instanceof Double number) {
      json.append(Numbers.json(number));
    } else {
      json.append(data);
    }
  }

  private void object(Map<?, ?> map) {
    Map<String, @Nullable Object> sorted = new TreeMap<>(CanonicalJson::compareUtf8);
    map.forEach((key, value) -> sorted.put((String) key, value));
    open('{');
    String separator = "";
    for (Map.Entry<String, @Nullable Object> entry : sorted.entrySet()) {
      json.append(separator);
      newLine();
      string(entry.getKey());
      json.append(indented ? ": " : ":");
      write(entry.getValue());
      separator = ",";
    }
    close('}', sorted.isEmpty());
  }

  private void open(char bracket) {
    json.append(bracket);
    depth++;
  }

  private void newLine() {
    if (indented) {
      json.append('\n').append("  ".repeat(depth));
    }
  }

  private void close(char bracket, boolean empty) {
    depth--;
    if (!empty) {
      newLine();
    }
    json.append(bracket);
  }

  private void array(Collection<?> list) {
    open('[');
    String separator = "";
    for (Object item : list) {
      json.append(separator);
      newLine();
      write(item);
      separator = ",";
    }
    close(']', list.isEmpty());
  }

  private void string(String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      character(text.charAt(i));
    }
    json.append('"');
  }

  private void character(char c) {
    switch (c) {
      case '"' -> json.append("\\\"");
      case '\\' -> json.append("\\\\");
      case '\n' -> json.append("\\n");
      case '\r' -> json.append("\\r");
      case '\t' -> json.append("\\t");
      case '\b' -> json.append("\\b");
      case '\f' -> json.append("\\f");
      default -> {
        if (c < 0x20 || c == '<' || c == '>' || c == '&' || c == 0x2028 || c == 0x2029) {
          json.append(String.format("\\u%04x", (int) c));
        } else {
          json.append(c);
        }
      }
    }
  }

  /** Strings in the order of their UTF-8 bytes, which differs from Java's for rare characters. */
  public static int compareUtf8(String a, String b) {
    int length = Math.min(a.length(), b.length());
    for (int i = 0; i < length; i++) {
      char left = a.charAt(i);
      char right = b.charAt(i);
      if (left != right) {
        boolean surrogates = Character.isSurrogate(left) != Character.isSurrogate(right);
        return surrogates ? (Character.isSurrogate(left) ? 1 : -1) : Character.compare(left, right);
      }
    }
    return Integer.compare(a.length(), b.length());
  }
}
