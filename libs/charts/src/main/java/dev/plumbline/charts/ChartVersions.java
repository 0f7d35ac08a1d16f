package dev.plumbline.charts;

import dev.plumbline.git.Version;
import dev.plumbline.git.VersionRange;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which version of a chart is wanted, as Helm understands it. */
public final class ChartVersions {

  private static final Pattern DIGEST = Pattern.compile("@?sha256:[0-9a-f]{64}");
  private static final Pattern EXACT =
      Pattern.compile("[vV]?\\d+\\.\\d+\\.\\d+(-[0-9A-Za-z.-]+)?(\\+[0-9A-Za-z.-]+)?");
  private static final int NAMED = 8;

  private ChartVersions() {}

  /**
   * Whether what is wanted can be another chart tomorrow: a range, {@code latest} or nothing, which
   * mean the newest release. A whole version, or a digest, is fixed.
   */
  public static boolean moves(String wanted) {
    return !isDigest(wanted) && !EXACT.matcher(wanted.strip()).matches();
  }

  static boolean isDigest(String wanted) {
    return DIGEST.matcher(wanted.strip()).matches();
  }

  /**
   * Says what is wrong with what is wanted.
   *
   * @throws IllegalArgumentException when it is neither a version nor a range nor a digest
   */
  public static void check(String wanted) {
    if (!isDigest(wanted)) {
      range(wanted);
    }
  }

  /**
   * The version to take of those there are: the very one that is wanted, else the highest in the
   * range.
   *
   * @throws IllegalArgumentException when what is wanted is not a range
   */
  public static Optional<String> choose(String wanted, Collection<String> available) {
    String text = wanted.strip();
    if (available.contains(text)) {
      return Optional.of(text);
    }
    return range(text).highest(available.stream());
  }

  static VersionRange range(String wanted) {
    String text = wanted.strip();
    return VersionRange.of(text.isEmpty() || text.equals("latest") ? "*" : text);
  }

  /** For people: the newest of those there are. */
  static String newest(Collection<String> available) {
    List<String> sorted =
        available.stream()
            .sorted(
                Comparator.comparing(
                        (String each) -> Version.parse(each).orElse(new Version(0, 0, 0, "")))
                    .reversed())
            .limit(NAMED + 1L)
            .toList();
    return sorted.isEmpty() ? "it has none" : "it has " + listed(sorted);
  }

  /** For people: names that may have been meant. */
  static String near(String name, Collection<String> available) {
    if (available.isEmpty()) {
      return "the repository has no charts";
    }
    List<String> near =
        Stream.concat(
                available.stream().filter(each -> distance(each, name) <= 2),
                available.stream()
                    .filter(each -> distance(each, name) > 2)
                    .filter(each -> each.contains(name) || name.contains(each)))
            .limit(NAMED + 1L)
            .toList();
    return near.isEmpty()
        ? "it has " + listed(available.stream().sorted().limit(NAMED + 1L).toList())
        : "it has " + listed(near);
  }

  private static String listed(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(NAMED, names.size())));
    return names.size() > NAMED ? first + ", …" : first;
  }

  /** How many letters differ; far for names that are long or of other lengths. */
  private static int distance(String a, String b) {
    if (Math.abs(a.length() - b.length()) > 2 || a.length() > 60) {
      return 60;
    }
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
