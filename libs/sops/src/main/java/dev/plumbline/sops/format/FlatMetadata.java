package dev.plumbline.sops.format;

import dev.plumbline.sops.SopsException;
import dev.plumbline.sops.tree.Branch;
import dev.plumbline.sops.tree.Entry;
import dev.plumbline.sops.tree.Items;
import dev.plumbline.sops.tree.Pair;
import dev.plumbline.sops.tree.Scalar;
import dev.plumbline.sops.tree.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Metadata in formats without nesting: {@code age__list_0__map_enc} is the field {@code enc} of the
 * first item of {@code age}.
 */
final class FlatMetadata {

  private static final Pattern STEP = Pattern.compile("__(map|list)_");
  private static final int MOST_STEPS = 10;

  /** A node on the way: a value, or children by key or place. */
  private static final class Node {
    private @Nullable String value;
    private boolean list;
    private final Map<String, Node> children = new TreeMap<>();
  }

  private final Node root = new Node();

  /** Takes one line of metadata; line breaks are written as {@code \n}. */
  void put(String key, String value) throws SopsException {
    Node node = root;
    Matcher step = STEP.matcher(key);
    int start = 0;
    boolean list = false;
    for (int steps = 0; steps < MOST_STEPS; steps++) {
      boolean more = step.find(start);
      String name = key.substring(start, more ? step.start() : key.length());
      node.list |= list;
      node = node.children.computeIfAbsent(list ? place(key, name) : name, k -> new Node());
      if (!more) {
        node.value = value.replace("\\n", "\n");
        return;
      }
      list = step.group(1).equals("list");
      start = step.end();
    }
    throw Store.malformed("the metadata key " + key + " is nested too deep");
  }

  /** Places sort as numbers when they have the same length. */
  private static String place(String key, String digits) throws SopsException {
    if (!digits.matches("[0-9]{1,4}")) {
      throw Store.malformed("the metadata key " + key + " has a place in a list that is no number");
    }
    return "0".repeat(4 - digits.length()) + digits;
  }

  /** The metadata as the other formats have them. */
  Branch nested() {
    return branch(root);
  }

  private static Value value(Node node) {
    if (node.value != null) {
      return Scalar.of(node.value);
    }
    if (node.list) {
      return new Items(node.children.values().stream().map(FlatMetadata::value).toList());
    }
    return branch(node);
  }

  private static Branch branch(Node node) {
    List<Entry> entries = new ArrayList<>();
    node.children.forEach((key, child) -> entries.add(new Pair(key, value(child))));
    return new Branch(entries);
  }
}
