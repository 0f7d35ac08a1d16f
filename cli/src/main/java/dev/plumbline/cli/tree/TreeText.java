package dev.plumbline.cli.tree;

import dev.plumbline.cli.Printable;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.events.HealthStatus;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prints a tree for people: what needs looking at is never left out for what does not. */
final class TreeText {

  private static final int WIDTH = 80;
  private static final int SHORTEST_FOLD = 30;
  private static final int MOST_STUCK = 5;
  private static final String PLAIN = "\u001b[0m";

  private final PrintWriter out;
  private final boolean colours;
  private final Fold fold;
  private final String namespace;
  private final List<Line> lines = new ArrayList<>();

  /**
   * How much is left out.
   *
   * @param depth levels below the application
   * @param troubled objects of a kind that are not well, below one object
   * @param well objects of a kind that are
   */
  record Fold(int depth, int troubled, int well) {
    static final Fold NOTHING = new Fold(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
  }

  /**
   * One object.
   *
   * @param below what stands in front of a line that goes on below it
   */
  private record Line(String name, String state, String colour, String message, String below) {}

  /**
   * @param namespace that need not be told
   */
  TreeText(PrintWriter out, boolean colours, Fold fold, String namespace) {
    this.out = out;
    this.colours = colours;
    this.fold = fold;
    this.namespace = namespace;
  }

  void print(ApplicationKey application, ObjectTree tree) {
    lines.add(
        new Line(
            "Application " + application,
            padded(tree.sync()) + tree.health(),
            colour(tree.health()),
            "",
            ""));
    children(tree.roots(), "", 1);
    int width = lines.stream().mapToInt(line -> line.name().length()).max().orElse(0);
    lines.forEach(line -> print(line, width));
    stuck(tree);
    tree.unseen().forEach(unseen -> out.println(Printable.lines("not seen: " + unseen)));
  }

  private void children(List<Node> nodes, String prefix, int level) {
    if (level > fold.depth()) {
      return;
    }
    Map<String, Integer> shown = new LinkedHashMap<>();
    Map<String, Integer> leftOut = new LinkedHashMap<>();
    List<Node> kept = new ArrayList<>();
    for (Node node : nodes) {
      String what =
          (node.isWell() ? "healthy " : "troubled ") + node.ref().group() + "/" + node.ref().kind();
      int most = node.isWell() ? fold.well() : fold.troubled();
      if (shown.merge(what, 1, Integer::sum) <= most) {
        kept.add(node);
      } else {
        leftOut.merge(words(node), 1, Integer::sum);
      }
    }
    for (int i = 0; i < kept.size(); i++) {
      node(kept.get(i), prefix, i == kept.size() - 1 && leftOut.isEmpty(), level);
    }
    int left = leftOut.size();
    for (Map.Entry<String, Integer> one : leftOut.entrySet()) {
      left--;
      lines.add(
          new Line(
              prefix
                  + (left == 0 ? "└─ " : "├─ ")
                  + "… "
                  + one.getValue()
                  + " more "
                  + one.getKey()
                  + (one.getValue() == 1 ? "" : "s"),
              "",
              "",
              "",
              prefix));
    }
  }

  private static String words(Node node) {
    return (node.isWell() ? "healthy " : "") + node.ref().kind();
  }

  private void node(Node node, String prefix, boolean last, int level) {
    String below = prefix + (last ? "   " : "│  ");
    lines.add(
        new Line(
            prefix + (last ? "└─ " : "├─ ") + name(node),
            (level == 1 ? padded(node.sync() == null ? "" : node.sync()) : padded(""))
                + node.health(),
            colour(node.health()),
            node.health() == HealthStatus.Healthy ? "" : node.message(),
            below + (node.children().isEmpty() || level >= fold.depth() ? "   " : "│  ")));
    children(node.children(), below, level + 1);
  }

  private String name(Node node) {
    String in = node.ref().namespace();
    return node.ref().kind()
        + " "
        + (in.isEmpty() || in.equals(namespace) ? "" : in + "/")
        + node.ref().name();
  }

  private static String padded(String sync) {
    return String.format("%-11s", sync);
  }

  /** A message that has no room beside its object goes below it. */
  private void print(Line line, int width) {
    String first =
        line.state().isEmpty()
            ? line.name()
            : String.format("%-" + Math.max(1, width) + "s  ", line.name()) + line.state();
    String message = Printable.line(line.message());
    boolean beside = message.isEmpty() || first.length() + 2 + message.length() <= WIDTH;
    String whole = Printable.lines(first) + (beside && !message.isEmpty() ? "  " + message : "");
    out.println(
        (colours && !line.colour().isEmpty() ? line.colour() + whole + PLAIN : whole)
            .stripTrailing());
    if (!beside) {
      folded(message, Math.max(SHORTEST_FOLD, WIDTH - line.below().length()))
          .forEach(part -> out.println(line.below() + part));
    }
  }

  /** A text in lines of that width, as long as no word is longer. */
  private static List<String> folded(String text, int width) {
    List<String> folded = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split(" +", -1)) {
      if (line.length() > 0 && line.length() + 1 + word.length() > width) {
        folded.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() > 0 ? " " : "").append(word);
    }
    folded.add(line.toString());
    return folded;
  }

  /** The ways from the application to what holds it up. */
  private void stuck(ObjectTree tree) {
    List<String> ways = new ArrayList<>();
    tree.roots().forEach(root -> ways(root, "", ways));
    if (!ways.isEmpty()) {
      out.println();
    }
    ways.stream().limit(MOST_STUCK).forEach(way -> out.println("stuck at " + Printable.line(way)));
    if (ways.size() > MOST_STUCK) {
      out.println("and at " + (ways.size() - MOST_STUCK) + " more");
    }
  }

  private void ways(Node node, String way, List<String> ways) {
    String here = way + name(node);
    List<Node> troubled = node.children().stream().filter(child -> !child.isWell()).toList();
    troubled.forEach(child -> ways(child, here + " → ", ways));
    boolean holdsUp =
        switch (node.health()) {
          case Degraded, Progressing, Missing, Unknown -> true;
          default -> false;
        };
    if (troubled.isEmpty() && holdsUp && node.weighs()) {
      ways.add(here + ": " + (node.message().isEmpty() ? node.health() : node.message()));
    }
  }

  private static String colour(HealthStatus health) {
    return switch (health) {
      case Healthy -> "";
      case Degraded, Missing -> "\u001b[31m";
      default -> "\u001b[33m";
    };
  }
}
