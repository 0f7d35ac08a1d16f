package dev.plumbline.stream;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.TopicPartition;

/**
 * What the members of a group say that they hold. One that was away may claim what went to another
 * meanwhile: the claim of the later generation counts, and the other stands in nobody's way but
 * that of a third.
 */
final class Claims {
  private final Map<TopicPartition, Set<String>> claimants = new HashMap<>();
  private final Map<Integer, Set<String>> claimantsOfNumber = new HashMap<>();
  private final Map<Integer, Owner> owners = new HashMap<>();

  private record Owner(String member, int generation) {}

  Claims(Map<String, Subscription> members) {
    members.forEach(
        (member, subscription) -> {
          int generation = subscription.generationId().orElse(-1);
          for (TopicPartition held : subscription.ownedPartitions()) {
            claimants.computeIfAbsent(held, key -> new HashSet<>()).add(member);
            claimantsOfNumber.computeIfAbsent(held.partition(), key -> new HashSet<>()).add(member);
            owners.merge(held.partition(), new Owner(member, generation), Claims::later);
          }
        });
  }

  /** Of two of the same generation the lesser name, so that every leader says the same. */
  private static Owner later(Owner one, Owner other) {
    if (one.generation() != other.generation()) {
      return one.generation() > other.generation() ? one : other;
    }
    return one.member().compareTo(other.member()) <= 0 ? one : other;
  }

  /** Number to the member that holds it. */
  Map<Integer, String> owners() {
    Map<Integer, String> byNumber = new HashMap<>();
    owners.forEach((number, owner) -> byNumber.put(number, owner.member()));
    return byNumber;
  }

  /** Whether a member may be given a partition now: nobody else would still have its number. */
  boolean allow(TopicPartition partition, String member) {
    Set<String> holders = claimants.getOrDefault(partition, Set.of());
    Set<String> ofNumber = claimantsOfNumber.getOrDefault(partition.partition(), Set.of());
    return holders.contains(member)
        || (holders.isEmpty() && (ofNumber.isEmpty() || ofNumber.contains(member)));
  }
}
