package dev.plumbline.manifests;

import org.jspecify.annotations.Nullable;

/**
 * Where something was read.
 *
 * @param file path in the repository
 * @param line 1-based; null when unknown
 */
public record Place(String file, @Nullable Integer line) implements Comparable<Place> {

  @Override
  public int compareTo(Place other) {
    int byFile = file.compareTo(other.file);
    return byFile != 0 ? byFile : Integer.compare(lineOrZero(), other.lineOrZero());
  }

  /** Reads what {@link #toString} wrote. */
  public static Place parse(String text) {
    int colon = text.lastIndexOf(':');
    String line = text.substring(colon + 1);
    return colon > 0 && line.length() < 10 && line.matches("\\d+")
        ? new Place(text.substring(0, colon), Integer.valueOf(line))
        : new Place(text, null);
  }

  /** The same place, told with the repository that the file is in. */
  public Place in(String repository) {
    return new Place(repository + "/" + file, line);
  }

  private int lineOrZero() {
    return line == null ? 0 : line;
  }

  /** For people and editors: {@code apps/web.yaml:12}. */
  @Override
  public String toString() {
    return line == null ? file : file + ":" + line;
  }
}
