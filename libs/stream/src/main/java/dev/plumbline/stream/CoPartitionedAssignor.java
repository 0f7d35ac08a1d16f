package dev.plumbline.stream;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.TopicPartition;

/**
 * Shares out partition numbers rather than partitions: whoever has a number has it in every topic
 * that it reads. A rebalance moves the fewest numbers there are to move, and nobody lets go of what
 * stays.
 *
 * <p>A number that moves is given to nobody in the round in which its owner loses it. Only when the
 * owner has drained it and joined again without it does it go to the next.
 *
 * <p>Members that also offer the assignment of an earlier release are made by Kafka to give
 * everything up before each round. They claim nothing then, and all that is said here holds for
 * them too.
 */
public final class CoPartitionedAssignor implements ConsumerPartitionAssignor {

  /** Asked for by Kafka, which makes it. */
  public CoPartitionedAssignor() {}

  @Override
  public String name() {
    return "plumbline-co-partitioned";
  }

  @Override
  public List<RebalanceProtocol> supportedProtocols() {
    return List.of(RebalanceProtocol.COOPERATIVE, RebalanceProtocol.EAGER);
  }

  @Override
  public GroupAssignment assign(Cluster topics, GroupSubscription group) {
    Map<String, Subscription> members = group.groupSubscription();
    Claims claims = new Claims(members);
    Map<String, TreeSet<Integer>> shares =
        Shares.of(inOrder(members), numbers(topics, members), claims.owners());
    Map<String, Assignment> assignments = new HashMap<>();
    members.forEach(
        (member, subscription) -> {
          List<TopicPartition> given = new ArrayList<>();
          for (String topic : new TreeSet<>(subscription.topics())) {
            int partitions = partitions(topics, topic);
            for (int number : shares.getOrDefault(member, new TreeSet<>())) {
              TopicPartition each = new TopicPartition(topic, number);
              if (number < partitions && claims.allow(each, member)) {
                given.add(each);
              }
            }
          }
          assignments.put(member, new Assignment(given));
        });
    return new GroupAssignment(assignments);
  }

  /** By the names that stay over restarts where there are any. */
  private static List<String> inOrder(Map<String, Subscription> members) {
    return members.entrySet().stream()
        .sorted(
            Comparator.comparing(
                    (Map.Entry<String, Subscription> each) ->
                        each.getValue().groupInstanceId().orElse(""))
                .thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static int numbers(Cluster topics, Map<String, Subscription> members) {
    return members.values().stream()
        .flatMap(subscription -> subscription.topics().stream())
        .mapToInt(topic -> partitions(topics, topic))
        .max()
        .orElse(0);
  }

  private static int partitions(Cluster topics, String topic) {
    Integer count = topics.partitionCountForTopic(topic);
    return count == null ? 0 : count;
  }
}
