package dev.plumbline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A group on paper: members that come, go and stand still, and what each round gives them. */
class CoPartitionedAssignorTest {
  private static final List<String> TOPICS = List.of("work", "state");
  private static final Node NODE = new Node(0, "localhost", 1);

  private final ConsumerPartitionAssignor assignor = new CoPartitionedAssignor();
  private final Map<String, Integer> counts = new TreeMap<>(Map.of("work", 16, "state", 16));
  private final Map<String, Member> members = new TreeMap<>();
  private int generation;
  private int moved;

  /** A member as the group knows it. */
  private static final class Member {
    private final List<String> topics;
    private Set<TopicPartition> held = new HashSet<>();
    private int joined = -1;

    Member(List<String> topics) {
      this.topics = topics;
    }

    Set<Integer> numbers() {
      return held.stream()
          .map(TopicPartition::partition)
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private void join(String name) {
    members.put(name, new Member(TOPICS));
  }

  /** One round; gives whether some member must join again, having lost something. */
  private boolean round() {
    Map<String, Subscription> subscriptions = new HashMap<>();
    members.forEach(
        (name, member) ->
            subscriptions.put(
                name,
                new Subscription(
                    member.topics,
                    null,
                    List.copyOf(member.held),
                    member.joined,
                    Optional.empty())));
    Map<String, ConsumerPartitionAssignor.Assignment> given =
        assignor.assign(topics(), new GroupSubscription(subscriptions)).groupAssignment();
    Map<TopicPartition, String> before = new HashMap<>();
    members.forEach((name, member) -> member.held.forEach(each -> before.put(each, name)));
    generation++;
    boolean again = false;
    Set<TopicPartition> all = new HashSet<>();
    for (Map.Entry<String, Member> each : members.entrySet()) {
      Set<TopicPartition> now = new HashSet<>(given.get(each.getKey()).partitions());
      for (TopicPartition partition : now) {
        assertThat(all.add(partition)).as("%s is given once", partition).isTrue();
        assertThat(before.getOrDefault(partition, each.getKey()))
            .as("%s is still held by its former owner", partition)
            .isEqualTo(each.getKey());
      }
      Set<TopicPartition> lost = new HashSet<>(each.getValue().held);
      lost.removeAll(now);
      moved += lost.stream().map(TopicPartition::partition).collect(Collectors.toSet()).size();
      again |= !lost.isEmpty();
      each.getValue().held = now;
      each.getValue().joined = generation;
    }
    return again;
  }

  /** Rounds until nobody has to let go; gives how many. */
  private int settle() {
    int rounds = 1;
    while (round()) {
      rounds++;
      assertThat(rounds).as("rounds until it is settled").isLessThan(4);
    }
    return rounds;
  }

  private Cluster topics() {
    List<PartitionInfo> partitions = new ArrayList<>();
    counts.forEach(
        (topic, count) -> {
          for (int i = 0; i < count; i++) {
            partitions.add(new PartitionInfo(topic, i, NODE, new Node[] {NODE}, new Node[] {NODE}));
          }
        });
    return new Cluster("c", List.of(NODE), partitions, Set.of(), Set.of());
  }

  private void assertSharedOut() {
    int numbers = counts.get("work");
    Set<TopicPartition> all = new HashSet<>();
    for (Member member : members.values()) {
      all.addAll(member.held);
      for (int number : member.numbers()) {
        TOPICS.forEach(
            topic -> assertThat(member.held).contains(new TopicPartition(topic, number)));
      }
      assertThat(member.numbers().size())
          .isBetween(numbers / members.size(), (numbers + members.size() - 1) / members.size());
    }
    assertThat(all).hasSize(numbers * TOPICS.size());
  }

  /** The fewest numbers that some owner must let go for shares to be even. */
  private int fewestMoves() {
    int least = counts.get("work") / members.size();
    int larger = counts.get("work") % members.size();
    List<Integer> sizes =
        members.values().stream().map(each -> each.numbers().size()).sorted().toList();
    int moves = 0;
    for (int i = 0; i < sizes.size(); i++) {
      int room = i >= sizes.size() - larger ? least + 1 : least;
      moves += Math.max(0, sizes.get(i) - room);
    }
    return moves;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void sharesOutEvenlyWithTheFewestMovesWhoeverComesAndGoes(long seed) {
    Random random = new Random(seed);
    int numbers = List.of(1, 4, 8, 16, 64).get(random.nextInt(5));
    TOPICS.forEach(topic -> counts.put(topic, numbers));
    int names = 0;
    for (int step = 0; step < 200; step++) {
      // given: one or two members come or go
      for (int i = 0; i <= random.nextInt(2); i++) {
        if (members.isEmpty() || (members.size() < 9 && random.nextBoolean())) {
          join("m" + random.nextInt(1000) + "-" + names++);
        } else if (members.size() > 1) {
          members.remove(List.copyOf(members.keySet()).get(random.nextInt(members.size())));
        }
      }
      int fewest = fewestMoves();
      moved = 0;

      // when
      int rounds = settle();

      // then
      assertSharedOut();
      assertThat(moved).as("step %d", step).isEqualTo(fewest);
      assertThat(rounds).isEqualTo(fewest == 0 ? 1 : 2);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {11, 12, 13, 14})
  void stillConvergesWhenMembersComeAndGoBetweenTheRounds(long seed) {
    Random random = new Random(seed);
    join("first");
    settle();
    for (int step = 0; step < 300; step++) {
      if (members.size() < 7 && random.nextBoolean()) {
        join("m" + step);
      } else if (members.size() > 1) {
        members.remove(List.copyOf(members.keySet()).get(random.nextInt(members.size())));
      }
      round();
      if (random.nextInt(5) == 0) {
        settle();
        assertSharedOut();
      }
    }
  }

  @Test
  void changesNothingWhenNothingChanged() {
    List.of("a", "b", "c").forEach(this::join);
    settle();
    Map<String, Set<TopicPartition>> before = new HashMap<>();
    members.forEach((name, member) -> before.put(name, member.held));

    assertThat(round()).isFalse();

    members.forEach((name, member) -> assertThat(member.held).isEqualTo(before.get(name)));
  }

  @Test
  void believesTheLaterOfTwoClaimsAndGivesToNoThird() {
    // given: b got what a held, and a, which was away, does not know
    join("a");
    settle();
    Member stale = members.remove("a");
    join("b");
    settle();
    members.put("a", stale);
    members.get("b").joined = 9;

    // when
    Map<String, Subscription> subscriptions = new HashMap<>();
    members.forEach(
        (name, member) ->
            subscriptions.put(
                name,
                new Subscription(
                    TOPICS, null, List.copyOf(member.held), member.joined, Optional.empty())));
    Map<String, ConsumerPartitionAssignor.Assignment> given =
        assignor.assign(topics(), new GroupSubscription(subscriptions)).groupAssignment();

    // then: b keeps its even share; what is to move on stays with nobody for this round but where
    // its claim is settled
    assertThat(given.get("b").partitions()).hasSize(16).allMatch(members.get("b").held::contains);
    assertThat(given.get("a").partitions())
        .doesNotContainAnyElementsOf(given.get("b").partitions());
  }

  @Test
  void membersThatKnowATopicMoreShareWithThoseThatDoNot() {
    // given: a release that reads one topic more comes beside the former
    join("a");
    settle();
    counts.put("more", 16);
    members.put("b", new Member(List.of("work", "state", "more")));

    // when
    settle();

    // then: each has whole numbers of what it reads
    assertThat(members.get("a").numbers()).hasSize(8);
    assertThat(members.get("a").held).hasSize(16);
    assertThat(members.get("b").numbers()).hasSize(8);
    assertThat(members.get("b").held).hasSize(24);
  }

  @Test
  void givesTheRestOnceATopicIsThere() {
    // given: the member that computes does not know a topic yet
    counts.remove("state");
    join("a");
    settle();
    assertThat(members.get("a").held).hasSize(16);

    // when
    counts.put("state", 16);
    settle();

    // then
    assertSharedOut();
    assertThat(moved).isZero();
  }

  @Test
  void whoClaimsNothingGetsAnEvenShareAtOnce() {
    // given: members that Kafka has given everything up before each round
    List.of("a", "b", "c").forEach(this::join);

    // then
    assertThat(settle()).isEqualTo(1);
    assertSharedOut();
  }
}
