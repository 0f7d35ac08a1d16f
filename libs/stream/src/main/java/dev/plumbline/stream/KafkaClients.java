package dev.plumbline.stream;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.RangeAssignor;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes the Kafka clients. The properties given by the service (addresses, TLS, tuning) come first;
 * what the guarantees rest on cannot be changed by them.
 */
final class KafkaClients {
  /** 16 MiB of value and 1 MiB for key, headers and batch overhead. */
  private static final int MAX_RECORD_BYTES = 17 * 1024 * 1024;

  /**
   * How long a producer call may block before the writer looks whether it still owns the partition.
   */
  private static final int MAX_BLOCK_MILLIS = 10_000;

  private final Map<String, Object> properties;
  private final StreamTopology topology;
  private final StreamSettings settings;

  KafkaClients(Map<String, Object> properties, StreamTopology topology, StreamSettings settings) {
    this.properties = Map.copyOf(properties);
    this.topology = topology;
    this.settings = settings;
  }

  /** How a member takes part in its group. */
  enum Joining {
    /** Rebalances move what must move; nobody in the group may know the range assignment alone. */
    COOPERATIVE(List.of(CoPartitionedAssignor.class)),

    /**
     * Beside members of a release that knows the range assignment alone. Kafka then has this member
     * give everything up before each rebalance, as those do.
     */
    BESIDE_FORMER(List.of(CoPartitionedAssignor.class, RangeAssignor.class));

    private final List<Class<?>> assignors;

    Joining(List<Class<?>> assignors) {
      this.assignors = assignors;
    }

    Joining other() {
      return this == COOPERATIVE ? BESIDE_FORMER : COOPERATIVE;
    }
  }

  /** The consumer that is the group's member. */
  Consumer<byte[], byte[]> member(Joining joining) {
    Map<String, Object> config = reading();
    config.put(ConsumerConfig.GROUP_ID_CONFIG, topology.group());
    config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    config.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        joining.assignors.stream().map(Class::getName).toList());
    config.put(
        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) settings.sessionTimeout().toMillis());
    config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int) settings.heartbeat().toMillis());
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, settings.maxOpenPerPartition());
    String instanceId = settings.instanceId();
    if (instanceId != null) {
      config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instanceId);
    }
    return new KafkaConsumer<>(config);
  }

  /** A consumer outside the group, to read state from its beginning. */
  Consumer<byte[], byte[]> stateReader() {
    Map<String, Object> config = reading();
    config.remove(ConsumerConfig.GROUP_ID_CONFIG);
    config.remove(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5_000);
    return new KafkaConsumer<>(config);
  }

  private Map<String, Object> reading() {
    Map<String, Object> config = new HashMap<>(properties);
    config.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return config;
  }

  /**
   * The transactional producer of one partition, not yet initialised. Initialising it fences every
   * other producer of that partition.
   */
  Producer<byte[], byte[]> producer(int partition) {
    Map<String, Object> config = new HashMap<>(properties);
    config.remove(ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG);
    config.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.putIfAbsent(ProducerConfig.BUFFER_MEMORY_CONFIG, 3L * MAX_RECORD_BYTES);
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MILLIS);
    config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId(partition));
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** The broker knows a partition's writers by this name: one for each group and partition. */
  String transactionalId(int partition) {
    return topology.group() + "-" + partition;
  }

  Admin admin() {
    return Admin.create(new HashMap<>(properties));
  }
}
