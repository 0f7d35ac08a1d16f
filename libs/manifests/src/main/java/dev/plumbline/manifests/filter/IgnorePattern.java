package dev.plumbline.manifests.filter;

import dev.plumbline.manifests.ShellPattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One line of an ignore file, matched as Flux does it: a pattern without a slash matches any part
 * of a path; one with a slash matches from the folder of its file on, and everything below what it
 * matches.
 */
final class IgnorePattern {

  private static final String ANY_FOLDERS = "**";

  private final List<String> domain;
  private final List<Segment> segments;
  private final boolean includes;
  private final boolean onlyDirectories;
  private final boolean isPath;

  private IgnorePattern(String line, List<String> domain) {
    this.domain = domain;
    this.includes = line.startsWith("!");
    String pattern = includes ? line.substring(1) : line;
    if (!pattern.endsWith("\\ ")) {
      pattern = pattern.replaceFirst(" +$", "");
    }
    this.onlyDirectories = pattern.endsWith("/");
    if (onlyDirectories) {
      pattern = pattern.substring(0, pattern.length() - 1);
    }
    this.isPath = pattern.contains("/");
    this.segments = Arrays.stream(pattern.split("/", -1)).map(Segment::of).toList();
  }

  /** What one part of a path is held against. */
  private record Segment(String text, ShellPattern pattern) {
    static Segment of(String text) {
      return new Segment(text, ShellPattern.of(text));
    }

    boolean matches(String part) {
      return pattern.matches(part);
    }
  }

  /**
   * The patterns of a file.
   *
   * @param folder the parts of the path of the folder that it is in
   */
  static List<IgnorePattern> read(String text, List<String> folder) {
    List<IgnorePattern> patterns = new ArrayList<>();
    text.lines()
        .filter(line -> !line.startsWith("#") && !line.isBlank())
        .forEach(line -> patterns.add(new IgnorePattern(line, folder)));
    return patterns;
  }

  /** Whether what it matches is to be seen, whatever earlier patterns say. */
  boolean includes() {
    return includes;
  }

  /** Whether it says anything about a path. */
  boolean matches(List<String> path, boolean isDirectory) {
    int depth = domain.size();
    if (path.size() <= depth || !path.subList(0, depth).equals(domain)) {
      return false;
    }
    List<String> below = path.subList(depth, path.size());
    return isPath ? matchesPath(below, isDirectory) : matchesAnyPart(below, isDirectory);
  }

  private boolean matchesAnyPart(List<String> path, boolean isDirectory) {
    for (int i = 0; i < path.size(); i++) {
      if (segments.get(0).matches(path.get(i))) {
        return !onlyDirectories || isDirectory || i < path.size() - 1;
      }
    }
    return false;
  }

  private boolean matchesPath(List<String> path, boolean isDirectory) {
    int at = 0;
    boolean matched = false;
    boolean skipping = false;
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      if (segment.text().isEmpty()) {
        skipping = false;
      } else if (segment.text().equals(ANY_FOLDERS)) {
        skipping = i < segments.size() - 1;
      } else {
        int found = find(segment, path, at, skipping);
        if (found < 0 || segment.text().contains(ANY_FOLDERS)) {
          return false;
        }
        at = found + 1;
        skipping = false;
        matched = true;
      }
    }
    return matched && (!onlyDirectories || isDirectory || at < path.size());
  }

  /** The first part that matches: the next one, or any later one behind {@code **}. */
  private static int find(Segment segment, List<String> path, int from, boolean anywhere) {
    int last = anywhere ? path.size() : Math.min(from + 1, path.size());
    for (int i = from; i < last; i++) {
      if (segment.matches(path.get(i))) {
        return i;
      }
    }
    return -1;
  }
}
