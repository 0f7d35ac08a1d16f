package dev.plumbline.health;

import dev.plumbline.contracts.events.ObjectHealth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How many cases are judged as they are expected, by kind. */
final class Score {

  private static final class Count {
    int all;
    int right;
    int messages;
  }

  private final Map<String, Count> kinds = new TreeMap<>();
  private final Count total = new Count();
  private final List<String> wrong = new ArrayList<>();

  static Score of(List<PublicCase> cases) {
    Score score = new Score();
    cases.forEach(score::add);
    return score;
  }

  private void add(PublicCase test) {
    ObjectHealth health = HealthRules.builtIn().of(TestObjects.ref(test.object()), test.object());
    boolean right = test.expected().contains(health.status());
    boolean message = test.message() != null && test.message().equals(health.message());
    for (Count count : List.of(total, kinds.computeIfAbsent(test.kind(), kind -> new Count()))) {
      count.all++;
      count.right += right ? 1 : 0;
      count.messages += right && message ? 1 : 0;
    }
    if (!right) {
      wrong.add(
          "%s: expected %s (%s), got %s (%s)"
              .formatted(
                  test.name(), test.expected(), test.message(), health.status(), health.message()));
    }
  }

  int all() {
    return total.all;
  }

  int right() {
    return total.right;
  }

  /** The names of the cases that are judged otherwise. */
  List<String> differences() {
    return wrong.stream().map(line -> line.substring(0, line.indexOf(": expected"))).toList();
  }

  /** For whoever runs the cases. */
  String report(String set) {
    StringBuilder text = new StringBuilder();
    kinds.forEach(
        (kind, count) -> text.append("%4d of %4d  %s%n".formatted(count.right, count.all, kind)));
    wrong.forEach(line -> text.append("  other: ").append(line).append(System.lineSeparator()));
    return text.append(
            "%s: %d of %d by state (%.1f %%), %d of these with the very message%n"
                .formatted(
                    set, total.right, total.all, 100.0 * total.right / total.all, total.messages))
        .toString();
  }
}
