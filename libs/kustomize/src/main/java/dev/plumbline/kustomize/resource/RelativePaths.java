package dev.plumbline.kustomize.resource;

import java.util.ArrayDeque;
import java.util.Deque;

/** Paths that may lead upwards, joined and shortened. */
final class RelativePaths {

  private RelativePaths() {}

  static String join(String directory, String relative) {
    boolean absolute = directory.isEmpty() && relative.startsWith("/");
    Deque<String> segments = new ArrayDeque<>();
    for (String segment : (directory + "/" + relative).split("/", -1)) {
      if (segment.equals("..") && !segments.isEmpty() && !segments.getLast().equals("..")) {
        segments.removeLast();
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.addLast(segment);
      }
    }
    return (absolute ? "/" : "") + String.join("/", segments);
  }
}
