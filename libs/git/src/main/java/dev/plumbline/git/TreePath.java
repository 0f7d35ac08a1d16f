package dev.plumbline.git;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** The rules for paths in a {@link FileTree}, and the ways to make one from what people write. */
public final class TreePath {

  private static final int MAX_LENGTH = 4_096;
  private static final int MAX_DEPTH = 100;

  private TreePath() {}

  /**
   * The path itself, when it keeps the rules of {@link FileTree}.
   *
   * @throws GitException {@code REFUSED}, saying which rule it breaks
   */
  public static String check(String path) {
    if (path.isEmpty()) {
      return path;
    }
    checkCharacters(path);
    int depth = 0;
    for (String segment : path.split("/", -1)) {
      if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
        throw refused(path, "it must be relative, without empty, \".\" or \"..\" segments");
      }
      checkSegment(path, segment, ++depth);
    }
    return path;
  }

  /**
   * The path that a user means by {@code ./apps/}, {@code apps//web} or {@code .}: redundant parts
   * are dropped, {@code ..} is resolved.
   *
   * @throws GitException {@code REFUSED} when it is absolute or leads out of the repository
   */
  public static String normalise(String path) {
    return resolve("", path);
  }

  /**
   * The path that {@code relative} means when it is written in a file of {@code directory}.
   *
   * @param directory a path that keeps the rules
   * @param relative what was written, possibly with {@code .} and {@code ..}
   * @throws GitException {@code REFUSED} when it is absolute or leads out of the repository
   */
  public static String resolve(String directory, String relative) {
    checkCharacters(relative);
    if (relative.startsWith("/")) {
      throw refused(relative, "it must be relative to the repository, not absolute");
    }
    Deque<String> segments = new ArrayDeque<>();
    if (!directory.isEmpty()) {
      segments.addAll(Arrays.asList(directory.split("/", -1)));
    }
    for (String segment : relative.split("/", -1)) {
      if (segment.equals("..")) {
        if (segments.pollLast() == null) {
          throw refused(relative, "it leads out of the repository");
        }
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.addLast(segment);
      }
    }
    return check(String.join("/", segments));
  }

  /** The path of a name in a directory. */
  public static String child(String directory, String name) {
    return directory.isEmpty() ? name : directory + "/" + name;
  }

  /** The directory that a path is in; empty for what is in the root. */
  public static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  /** Whether a name can be asked for at all; what cannot is left out of listings. */
  static boolean isUsableName(String name) {
    return !name.isEmpty()
        && !name.equals(".")
        && !name.equals("..")
        && !name.equalsIgnoreCase(".git")
        && name.indexOf('/') < 0
        && name.length() <= MAX_LENGTH
        && name.chars().noneMatch(Character::isISOControl);
  }

  static String display(String path) {
    return path.isEmpty() ? "\".\" (the root of the repository)" : path;
  }

  private static void checkCharacters(String path) {
    if (path.length() > MAX_LENGTH) {
      throw refused(path.substring(0, 60) + "…", "it is longer than " + MAX_LENGTH);
    }
    if (path.chars().anyMatch(Character::isISOControl)) {
      throw refused(path.replaceAll("\\p{Cntrl}", "?"), "it has a control character");
    }
  }

  private static void checkSegment(String path, String segment, int depth) {
    if (segment.equalsIgnoreCase(".git")) {
      throw refused(path, "\".git\" is not part of the files");
    }
    if (depth > MAX_DEPTH) {
      throw refused(path.substring(0, 60) + "…", "it is deeper than " + MAX_DEPTH);
    }
  }

  private static GitException refused(String path, String why) {
    return new GitException(
        GitException.Reason.REFUSED, "The path \"" + path + "\" is refused: " + why);
  }
}
