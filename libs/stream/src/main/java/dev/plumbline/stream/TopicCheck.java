package dev.plumbline.stream;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits until the broker is there and has all topics of a group, then checks that they fit. */
final class TopicCheck {
  private static final Logger LOG = LoggerFactory.getLogger(TopicCheck.class);
  private static final int ANSWER_SECONDS = 20;

  private final KafkaClients clients;
  private final StreamTopology topology;
  private final String deadLetterTopic;
  private final CountDownLatch closing;

  TopicCheck(
      KafkaClients clients,
      StreamTopology topology,
      String deadLetterTopic,
      CountDownLatch closing) {
    this.clients = clients;
    this.topology = topology;
    this.deadLetterTopic = deadLetterTopic;
    this.closing = closing;
  }

  /**
   * The number of partitions of all topics; 0 when closing meanwhile.
   *
   * @param waitingFor told what is missing
   * @throws StreamTopologyException when the topics are there and do not fit
   */
  int await(Consumer<String> waitingFor) throws InterruptedException {
    try (Admin admin = clients.admin()) {
      while (closing.getCount() > 0) {
        try {
          TreeSet<String> missing = new TreeSet<>();
          Map<String, Integer> counts = describe(admin, missing);
          if (missing.isEmpty()) {
            return CoPartitioning.check(topology.group(), counts);
          }
          waitingFor.accept("waiting for topics " + missing);
          LOG.info("Waiting for topics group={} missing={}", topology.group(), missing);
        } catch (ExecutionException | TimeoutException e) {
          waitingFor.accept("waiting for the broker: " + Stages.cause(e).getMessage());
          LOG.warn("Waiting for the broker group={} cause={}", topology.group(), String.valueOf(e));
        }
        if (closing.await(1, TimeUnit.SECONDS)) {
          return 0;
        }
      }
    }
    return 0;
  }

  private Map<String, Integer> describe(Admin admin, TreeSet<String> missing)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<String> all = Stream.concat(topology.all().stream(), Stream.of(deadLetterTopic)).toList();
    Map<String, Integer> counts = new HashMap<>();
    for (Map.Entry<String, KafkaFuture<TopicDescription>> each :
        admin.describeTopics(all).topicNameValues().entrySet()) {
      try {
        int count = each.getValue().get(ANSWER_SECONDS, TimeUnit.SECONDS).partitions().size();
        if (topology.all().contains(each.getKey())) {
          counts.put(each.getKey(), count);
        }
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
        missing.add(each.getKey());
      }
    }
    return counts;
  }
}
