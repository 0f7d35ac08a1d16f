package dev.plumbline.stream;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The topics that one group works on. All of them must have the same number of partitions, and the
 * same key must be in the same partition of each.
 *
 * @param group the consumer group; also the prefix of the transactional ids, so it names one
 *     service
 * @param inputs topics of work: each record is handled, then its offset is committed
 * @param ownState compacted topics that only this group writes: rebuilt on assignment, not read
 *     after
 * @param foreignState compacted topics that others write: rebuilt on assignment, then every new
 *     record is handled too; never committed
 */
public record StreamTopology(
    String group, List<String> inputs, List<String> ownState, List<String> foreignState) {

  public StreamTopology {
    inputs = List.copyOf(inputs);
    ownState = List.copyOf(ownState);
    foreignState = List.copyOf(foreignState);
    if (group.isBlank()) {
      throw new IllegalArgumentException("group: a name is required");
    }
    if (inputs.isEmpty() && foreignState.isEmpty()) {
      throw new IllegalArgumentException(
          "inputs, foreignState: group " + group + " needs at least one topic to read");
    }
    Set<String> seen = new HashSet<>();
    Stream.of(inputs, ownState, foreignState)
        .flatMap(List::stream)
        .filter(topic -> !seen.add(topic))
        .findFirst()
        .ifPresent(
            topic -> {
              throw new IllegalArgumentException("topic " + topic + " is named twice");
            });
  }

  /** Every topic. */
  List<String> all() {
    return Stream.of(inputs, ownState, foreignState).flatMap(List::stream).toList();
  }

  /** The topics that the group consumer reads; own state is only rebuilt. */
  List<String> subscribed() {
    return Stream.concat(inputs.stream(), foreignState.stream()).toList();
  }

  /** The topics whose latest values are restored on assignment. */
  List<String> state() {
    return Stream.concat(ownState.stream(), foreignState.stream()).toList();
  }
}
