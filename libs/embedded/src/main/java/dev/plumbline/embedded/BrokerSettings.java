package dev.plumbline.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** The broker's configuration: one node, small buffers, records of up to 16 MiB. */
final class BrokerSettings {
  static final int NODE_ID = 1;
  static final String CLIENTS = "PLAINTEXT";
  static final String CONTROLLER = "CONTROLLER";

  /** 16 MiB for a record's value and 1 MiB for its key, headers and batch overhead. */
  private static final String MAX_RECORD_BYTES = Integer.toString(17 * 1024 * 1024);

  private BrokerSettings() {}

  static Properties properties(
      Path directory, BoundListeners listeners, Map<String, String> overrides) {
    String clients = CLIENTS + "://" + BoundListeners.HOST + ":" + listeners.brokerPort();
    String controller = BoundListeners.HOST + ":" + listeners.controllerPort();
    Properties properties = new Properties();
    properties.putAll(
        Map.of(
            "process.roles",
            "broker,controller",
            "node.id",
            Integer.toString(NODE_ID),
            "log.dirs",
            directory.toString(),
            "listeners",
            clients + "," + CONTROLLER + "://" + controller,
            "advertised.listeners",
            clients,
            "listener.security.protocol.map",
            "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
            "controller.listener.names",
            CONTROLLER,
            "inter.broker.listener.name",
            CLIENTS,
            "controller.quorum.voters",
            NODE_ID + "@" + controller));
    properties.putAll(records());
    properties.putAll(oneNode());
    properties.putAll(small());
    properties.putAll(overrides);
    return properties;
  }

  private static Map<String, String> records() {
    return Map.of(
        "auto.create.topics.enable",
        "false",
        "message.max.bytes",
        MAX_RECORD_BYTES,
        "replica.fetch.max.bytes",
        MAX_RECORD_BYTES,
        "offsets.retention.minutes",
        Integer.toString(60 * 24 * 30));
  }

  private static Map<String, String> oneNode() {
    return Map.of(
        "offsets.topic.replication.factor", "1",
        "offsets.topic.num.partitions", "4",
        "transaction.state.log.replication.factor", "1",
        "transaction.state.log.min.isr", "1",
        "transaction.state.log.num.partitions", "4",
        "share.coordinator.state.topic.replication.factor", "1",
        "share.coordinator.state.topic.min.isr", "1");
  }

  /** Quick to start, to find a dead member and to come back after an unclean stop. */
  private static Map<String, String> small() {
    return Map.of(
        "group.initial.rebalance.delay.ms", "0",
        "group.min.session.timeout.ms", "1000",
        "broker.session.timeout.ms", "3000",
        "broker.heartbeat.interval.ms", "500",
        "log.cleaner.dedupe.buffer.size", Integer.toString(4 * 1024 * 1024),
        "log.cleaner.io.buffer.size", Integer.toString(128 * 1024),
        "log.index.size.max.bytes", Integer.toString(1024 * 1024),
        "num.network.threads", "2",
        "num.io.threads", "4");
  }
}
