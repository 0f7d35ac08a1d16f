package dev.plumbline.service;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.TopicNames;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that the topics are there before anything reads or writes them, and that they are
 * there again should Kafka lose them.
 */
@ApplicationScoped
public class TopicCreation {

  private static final Logger LOG = LoggerFactory.getLogger(TopicCreation.class);
  private static final long RETRY_MILLIS = 1000;
  private static final long LOOK_MILLIS = 5000;

  private final PlumblineConfig.Kafka config;
  private final TopicNames names;
  private final Map<String, Object> kafka;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final Thread worker;

  public TopicCreation(
      PlumblineConfig config, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
    this.config = config.kafka();
    this.names = new TopicNames(this.config.prefix().orElse(""));
    this.kafka = Map.copyOf(kafka);
    if (this.config.partitions() < 1 || ApplicationKey.SHARDS % this.config.partitions() != 0) {
      throw new IllegalArgumentException(
          "plumbline.kafka.partitions is "
              + this.config.partitions()
              + "; expected a divisor of "
              + ApplicationKey.SHARDS);
    }
    this.worker = new Thread(this::run, "plumbline-topics");
    this.worker.setDaemon(true);
    this.worker.start();
  }

  /** Runs the action, on a thread that may block, once every topic is there. */
  public void whenReady(Runnable action) {
    var unused =
        ready
            .thenRunAsync(action)
            .whenComplete(
                (done, failure) -> {
                  if (failure != null) {
                    LOG.error("A stream could not be started", failure);
                  }
                });
  }

  @PreDestroy
  void stop() {
    worker.interrupt();
  }

  private void run() {
    try {
      while (true) {
        try (Admin admin = Admin.create(settings())) {
          watch(admin);
        } catch (ExecutionException e) {
          if (ready.isDone()) {
            LOG.debug("Topics cannot be looked at, trying again", e);
          } else {
            LOG.warn("Topics are not ready, trying again cause={}", String.valueOf(e.getCause()));
          }
        } catch (InterruptException e) {
          throw new InterruptedException(e.getMessage());
        } catch (KafkaException e) {
          LOG.warn("Kafka cannot be reached, trying again cause=\"{}\"", rootMessage(e));
        }
        Thread.sleep(RETRY_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Goes on looking when all are there: a broker that comes back without its data has none, and the
   * streams, which its groups have forgotten too, take up their partitions anew once it does.
   */
  private void watch(Admin admin) throws ExecutionException, InterruptedException {
    while (true) {
      ensure(admin);
      ready.complete(null);
      Thread.sleep(LOOK_MILLIS);
    }
  }

  /** Such as a bootstrap address whose name is not known yet. */
  private static String rootMessage(KafkaException e) {
    return String.valueOf(e.getCause() == null ? e.getMessage() : e.getCause().getMessage());
  }

  private Map<String, Object> settings() {
    Map<String, Object> settings = new HashMap<>(kafka);
    settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, "plumbline-topics");
    settings.keySet().retainAll(adminSettings(settings.keySet()));
    return settings;
  }

  private void ensure(Admin admin) throws ExecutionException, InterruptedException {
    Set<String> existing = admin.listTopics().names().get();
    List<NewTopic> missing =
        Arrays.stream(Topic.values())
            .filter(topic -> !existing.contains(names.of(topic)))
            .map(this::newTopic)
            .toList();
    if (missing.isEmpty()) {
      return;
    }
    List<String> absent = missing.stream().map(NewTopic::name).sorted().toList();
    if (ready.isDone()) {
      LOG.error(
          "Kafka has lost its data: topics are gone that were there. What it held is rebuilt from"
              + " Git and the clusters topics={}",
          absent);
    }
    if (!config.createTopics()) {
      throw new ExecutionException(
          new IllegalStateException(
              "topics are missing and plumbline.kafka.create-topics is off: " + absent));
    }
    create(admin, missing);
  }

  private static void create(Admin admin, List<NewTopic> missing)
      throws ExecutionException, InterruptedException {
    for (var future : admin.createTopics(missing).values().values()) {
      try {
        future.get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
    LOG.info("Created topics count={}", missing.size());
  }

  private static Set<String> adminSettings(Set<String> given) {
    Set<String> known = AdminClientConfig.configNames();
    return given.stream().filter(known::contains).collect(Collectors.toSet());
  }

  private NewTopic newTopic(Topic topic) {
    return new NewTopic(names.of(topic), config.partitions(), config.replication())
        .configs(names.settings(topic, config.retentionDays()));
  }
}
