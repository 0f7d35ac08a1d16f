package dev.plumbline.manifests.schema;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** What somebody may have meant who wrote a field that is not there. */
final class Suggestion {

  private static final int LONGEST = 64;
  private static final int MOST_LISTED = 12;

  private Suggestion() {}

  static String of(String unknown, Collection<String> known) {
    String nearest = nearest(unknown, known);
    return nearest.isEmpty() ? list(known) : "did you mean " + nearest + "?";
  }

  private static String nearest(String unknown, Collection<String> known) {
    if (unknown.length() > LONGEST) {
      return "";
    }
    String nearest = "";
    int least = 1 + Math.max(1, unknown.length() / 4);
    for (String name : known.stream().sorted().toList()) {
      int distance =
          name.equalsIgnoreCase(unknown)
              ? 0
              : Math.abs(name.length() - unknown.length()) < least
                  ? distance(unknown.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT))
                  : least;
      if (distance < least) {
        least = distance;
        nearest = name;
      }
    }
    return nearest;
  }

  private static String list(Collection<String> known) {
    List<String> names = known.stream().sorted().limit(MOST_LISTED).toList();
    return "expected "
        + (known.size() == 1 ? "only " : "one of ")
        + String.join(", ", names)
        + (known.size() > names.size() ? ", …" : "");
  }

  /** How many letters must be put in, left out, replaced or swapped with the next. */
  private static int distance(String a, String b) {
    int[] beforeLast = new int[b.length() + 1];
    int[] last = new int[b.length() + 1];
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      last[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, 1 + Math.min(last[j], row[j - 1]));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
        }
      }
      int[] free = beforeLast;
      beforeLast = last;
      last = row;
      row = free;
    }
    return last[b.length()];
  }
}
