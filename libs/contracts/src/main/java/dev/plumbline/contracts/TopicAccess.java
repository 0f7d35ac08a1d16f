package dev.plumbline.contracts;

import static dev.plumbline.contracts.Topic.COMMANDS;
import static dev.plumbline.contracts.Topic.DEAD_LETTERS;
import static dev.plumbline.contracts.Topic.DESIRED;
import static dev.plumbline.contracts.Topic.DRIFT;
import static dev.plumbline.contracts.Topic.INVENTORY;
import static dev.plumbline.contracts.Topic.NOTIFICATIONS;
import static dev.plumbline.contracts.Topic.PLANS;
import static dev.plumbline.contracts.Topic.REFS;
import static dev.plumbline.contracts.Topic.RENDERS;
import static dev.plumbline.contracts.Topic.RENDER_RESULTS;
import static dev.plumbline.contracts.Topic.REVISIONS;
import static dev.plumbline.contracts.Topic.SYNC;
import static dev.plumbline.contracts.Topic.SYNCS;
import static dev.plumbline.contracts.Topic.VERDICTS;

import java.util.List;
import java.util.Map;

/**
 * What one service does with which topics: the one source of what brokers permit it. Besides, every
 * service may see that the topics exist.
 *
 * @param service its role
 * @param groups the consumer groups it is a member of, with the topics whose offsets each commits;
 *     a group's name and a number make the ids of its transactions
 * @param reads the topics it reads
 * @param writes the topics it writes
 */
public record TopicAccess(
    String service, Map<String, List<Topic>> groups, List<Topic> reads, List<Topic> writes) {

  private static final List<TopicAccess> ALL =
      List.of(
          new TopicAccess("webhook-ingest", Map.of(), List.of(), List.of(REVISIONS)),
          new TopicAccess("git-poller", Map.of(), List.of(REFS), List.of(REVISIONS, REFS)),
          new TopicAccess(
              "renderer",
              Map.of(
                  "plumbline-renderer",
                  List.of(RENDERS, COMMANDS),
                  "plumbline-renderer-revisions",
                  List.of(REVISIONS)),
              List.of(REVISIONS, RENDERS, COMMANDS, DESIRED),
              List.of(RENDERS, RENDER_RESULTS, DESIRED, DEAD_LETTERS)),
          new TopicAccess(
              "drift-detector",
              Map.of("plumbline-drift-detector", List.of(RENDER_RESULTS, SYNC, COMMANDS)),
              List.of(RENDER_RESULTS, SYNC, COMMANDS, DESIRED, INVENTORY, VERDICTS),
              List.of(PLANS, DRIFT, VERDICTS, DEAD_LETTERS)),
          new TopicAccess(
              "applier",
              Map.of("plumbline-applier", List.of(PLANS)),
              List.of(PLANS, INVENTORY, SYNCS),
              List.of(SYNC, INVENTORY, SYNCS, DEAD_LETTERS)),
          new TopicAccess(
              "notifier",
              Map.of("plumbline-notifier", List.of(RENDER_RESULTS, DRIFT, SYNC)),
              List.of(RENDER_RESULTS, DRIFT, SYNC, NOTIFICATIONS),
              List.of(NOTIFICATIONS, DEAD_LETTERS)));

  public TopicAccess {
    groups = Map.copyOf(groups);
    reads = List.copyOf(reads);
    writes = List.copyOf(writes);
  }

  /** That of every service. */
  public static List<TopicAccess> all() {
    return ALL;
  }
}
