package dev.plumbline.cli.diff;

import dev.plumbline.cli.Printable;
import dev.plumbline.cluster.ownership.FieldDifference;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;

/** Prints differences for people and for tools that read unified diffs. */
final class DiffText {

  private static final int MOST_OWNERS = 10;
  private static final String BOLD = "\u001b[1m";
  private static final String RED = "\u001b[31m";
  private static final String GREEN = "\u001b[32m";
  private static final String CYAN = "\u001b[36m";
  private static final String PLAIN = "\u001b[0m";

  private final PrintWriter out;
  private final boolean colours;

  /**
   * @param colours whether {@code out} is a terminal that has them
   */
  DiffText(PrintWriter out, boolean colours) {
    this.out = out;
    this.colours = colours;
  }

  void print(ObjectDiff diff) {
    line(BOLD, diff.ref() + "  " + diff.change().words() + place(diff));
    diff.notes().forEach(note -> line(CYAN, "# " + note));
    owners(diff.paths());
    String hunks = UnifiedDiff.of(diff.before(), diff.after());
    if (!hunks.isEmpty()) {
      line(BOLD, "--- " + (diff.before().isEmpty() ? "/dev/null" : "cluster"));
      line(BOLD, "+++ " + (diff.after().isEmpty() ? "/dev/null" : "git"));
      hunks.lines().forEach(hunk -> line(colour(hunk), hunk));
    }
    out.println();
  }

  private static String place(ObjectDiff diff) {
    return diff.origin() == null || diff.origin().isEmpty() ? "" : "  " + diff.origin();
  }

  private void owners(List<FieldDifference> paths) {
    List<FieldDifference> owned = paths.stream().filter(path -> path.manager() != null).toList();
    owned.stream()
        .limit(MOST_OWNERS)
        .forEach(
            path ->
                line(
                    CYAN,
                    "# "
                        + path.path()
                        + " was last set by "
                        + path.manager()
                        + (path.time() == null ? "" : " at " + path.time())));
    if (owned.size() > MOST_OWNERS) {
      line(
          CYAN,
          "# and "
              + (owned.size() - MOST_OWNERS)
              + " more fields by "
              + owned.stream()
                  .skip(MOST_OWNERS)
                  .map(FieldDifference::manager)
                  .distinct()
                  .sorted()
                  .collect(Collectors.joining(", ")));
    }
  }

  private static String colour(String hunk) {
    return switch (hunk.isEmpty() ? ' ' : hunk.charAt(0)) {
      case '-' -> RED;
      case '+' -> GREEN;
      case '@' -> CYAN;
      default -> "";
    };
  }

  private void line(String colour, String text) {
    String safe = Printable.lines(text);
    out.println(colours && !colour.isEmpty() ? colour + safe + PLAIN : safe);
  }
}
