package dev.plumbline.kustomize.transform;

import java.util.ArrayList;
import java.util.List;

/** Paths as people write them, cut into names; a backslash keeps a separator in a name. */
public final class FieldPath {

  private FieldPath() {}

  public static List<String> split(String path, char separator) {
    List<String> parts = cut(path, separator);
    if (parts.size() > 1 && parts.get(0).isEmpty()) {
      parts.remove(0);
    }
    List<String> result = new ArrayList<>();
    for (String part : parts) {
      int last = result.size() - 1;
      if (last >= 0 && result.get(last).endsWith("\\")) {
        String before = result.get(last);
        result.set(last, before.substring(0, before.length() - 1) + separator + part);
      } else {
        result.add(part);
      }
    }
    return result;
  }

  private static List<String> cut(String path, char separator) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int at = path.indexOf(separator); at >= 0; at = path.indexOf(separator, start)) {
      parts.add(path.substring(start, at));
      start = at + 1;
    }
    parts.add(path.substring(start));
    return parts;
  }

  /** Also keeps what is in brackets together: {@code [name=a.b]} as it is, {@code [a.b]} bare. */
  public static List<String> splitBracketed(String path, char separator) {
    List<String> parts = split(path, separator);
    List<String> result = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      String part = parts.get(i);
      if (!part.startsWith("[") || part.endsWith("]")) {
        result.add(part);
        continue;
      }
      StringBuilder bracketed = new StringBuilder(part);
      while (i < parts.size() - 1) {
        i++;
        bracketed.append(separator).append(parts.get(i));
        if (parts.get(i).endsWith("]")) {
          break;
        }
      }
      String text = bracketed.toString();
      result.add(text.contains("=") ? text : text.replaceAll("^[\\[\\]]+|[\\[\\]]+$", ""));
    }
    return result;
  }
}
