package dev.plumbline.stream;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The rule that a key has the same partition number in every topic of a group. */
final class CoPartitioning {
  private CoPartitioning() {}

  /**
   * The number of partitions that all topics have.
   *
   * @param partitions topic to number of partitions
   * @throws StreamTopologyException when they differ, naming each topic with its number
   */
  static int check(String group, Map<String, Integer> partitions) {
    if (partitions.values().stream().distinct().count() != 1) {
      String counts =
          new TreeMap<>(partitions)
              .entrySet().stream()
                  .map(topic -> topic.getKey() + " has " + topic.getValue())
                  .collect(Collectors.joining(", "));
      throw new StreamTopologyException(
          "group "
              + group
              + " needs topics with the same number of partitions: "
              + counts
              + ". Create them anew with the same number");
    }
    return partitions.values().iterator().next();
  }
}
