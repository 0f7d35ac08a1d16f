package dev.plumbline.kustomize.merge;

import dev.plumbline.kustomize.yaml.Node;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The values that the items of merged lists have for the merge keys. */
final class MergeKeyValues {

  private MergeKeyValues() {}

  /** Each combination of values once, in the order of the lists. */
  static List<List<String>> of(List<@Nullable Node> sequences, List<String> keys) {
    Set<List<String>> seen = new LinkedHashSet<>();
    for (Node sequence : sequences) {
      if (sequence != null) {
        for (Node item : sequence.content()) {
          List<String> values = new ArrayList<>();
          for (String key : keys) {
            Node field = item.field(key);
            values.add(field == null || field.isNullOrEmpty() ? "" : field.value());
          }
          if (!values.isEmpty()) {
            seen.add(values);
          }
        }
      }
    }
    return new ArrayList<>(seen);
  }

  /** Each scalar once. */
  static List<List<String>> ofScalars(List<@Nullable Node> sequences) {
    Set<List<String>> seen = new LinkedHashSet<>();
    for (Node sequence : sequences) {
      if (sequence != null) {
        sequence.content().forEach(item -> seen.add(List.of(item.value())));
      }
    }
    return new ArrayList<>(seen);
  }

  /** Combinations that differ only where one has no value become one, in every place of both. */
  static void join(List<List<String>> values) {
    for (int i = 0; i < values.size(); i++) {
      List<String> left = values.get(i);
      for (int j = 0; j < values.size(); j++) {
        List<String> joined = joined(left, values.get(j));
        if (joined != null) {
          values.set(i, joined);
          values.set(j, joined);
        }
      }
    }
  }

  private static @Nullable List<String> joined(List<String> left, List<String> right) {
    if (left.size() != right.size()) {
      return null;
    }
    boolean common = false;
    List<String> joined = new ArrayList<>();
    for (int i = 0; i < left.size(); i++) {
      String a = left.get(i);
      String b = right.get(i);
      if (a.equals(b)) {
        common = true;
      } else if (!a.isEmpty() && !b.isEmpty()) {
        return null;
      }
      joined.add(a.isEmpty() ? b : a);
    }
    return common ? joined : null;
  }

  /** Keys for which some item has a value, with this item's values; all when there are none. */
  static Valid valid(List<List<String>> all, List<String> values, List<String> keys) {
    Set<String> used = new HashSet<>();
    for (List<String> each : all) {
      for (int i = 0; i < each.size(); i++) {
        if (!each.get(i).isEmpty()) {
          used.add(keys.get(i));
        }
      }
    }
    if (used.isEmpty()) {
      return new Valid(keys, values);
    }
    List<String> validValues = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      if (!values.get(i).isEmpty() || used.contains(keys.get(i))) {
        validValues.add(values.get(i));
      }
    }
    return new Valid(keys.stream().filter(used::contains).toList(), validValues);
  }

  /** Keys to look for, and their values. */
  record Valid(List<String> keys, List<String> values) {}
}
