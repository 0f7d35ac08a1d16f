package dev.plumbline.kustomize.transform;

import dev.plumbline.kustomize.KustomizeException;
import java.util.ArrayList;
import java.util.List;

/** A JSON pointer: the way to a parent, and the name of what is in it. */
record Pointer(List<String> parents, String last) {

  static Pointer of(String path) {
    String[] parts = path.split("/", -1);
    if (parts.length < 2) {
      throw new KustomizeException(
          "", 0, "path", "expected a path that starts with / but found \"" + path + "\"", null);
    }
    List<String> parents = new ArrayList<>();
    for (int i = 1; i < parts.length - 1; i++) {
      parents.add(decoded(parts[i]));
    }
    return new Pointer(parents, decoded(parts[parts.length - 1]));
  }

  private static String decoded(String part) {
    return part.replace("~1", "/").replace("~0", "~");
  }

  /** The index in a list of that size, counted from its end when negative; -1 when it is none. */
  static int index(String name, int size) {
    try {
      int index = Integer.parseInt(name);
      int fromStart = index < 0 ? index + size : index;
      return fromStart >= 0 && fromStart < size ? fromStart : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
