package dev.plumbline.cli.up;

import dev.plumbline.cli.events.EventFollower;
import dev.plumbline.cli.events.EventFollower.FollowedEvent;
import dev.plumbline.cli.events.EventSummary;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.TopicNames;
import dev.plumbline.contracts.events.DriftEvent;
import dev.plumbline.contracts.events.Envelope;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.RenderResult;
import dev.plumbline.contracts.events.RevisionObserved;
import dev.plumbline.contracts.events.SyncEvent;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.KafkaException;

/**
 * Prints one line for each step that an application takes, with the time from push to converged.
 */
final class Progress implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);
  private static final Set<Topic> TOPICS =
      Set.of(Topic.REVISIONS, Topic.RENDER_RESULTS, Topic.PLANS, Topic.SYNC, Topic.DRIFT);
  private static final List<Class<? extends Event>> STEPS =
      List.of(
          RevisionObserved.class,
          RenderResult.Succeeded.class,
          RenderResult.Failed.class,
          PlanMade.class,
          SyncEvent.Succeeded.class,
          SyncEvent.Failed.class,
          DriftEvent.class);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

  private final Map<String, Object> kafka;
  private final PrintWriter out;
  private final Thread thread;
  private volatile boolean closed;

  Progress(Map<String, Object> kafka, PrintWriter out) {
    this.kafka = Map.copyOf(kafka);
    this.out = out;
    this.thread = new Thread(this::run, "plumbline-progress");
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  @Override
  public void close() {
    closed = true;
  }

  /** A step as a line; empty for what is no step. */
  static String line(Event event, Instant time) {
    if (STEPS.stream().noneMatch(step -> step.isInstance(event))) {
      return "";
    }
    return "%s  %-8s  %-20s  %s"
        .formatted(TIME.format(time), commit(event), who(event), EventSummary.of(event));
  }

  private void run() {
    try (EventFollower follower =
        new EventFollower(kafka, TopicNames.unprefixed(), TOPICS, false)) {
      while (!closed) {
        follower.poll(POLL).forEach(this::print);
      }
    } catch (KafkaException e) {
      if (!closed) {
        out.println("The progress can no longer be followed: " + e.getMessage());
      }
    }
  }

  private void print(FollowedEvent followed) {
    Envelope<Event> envelope = followed.envelope();
    if (envelope != null) {
      String line = line(envelope.event(), envelope.time());
      if (!line.isEmpty()) {
        out.println(line);
        out.flush();
      }
    }
  }

  private static String who(Event event) {
    int slash = event.key().indexOf('/');
    return event instanceof RevisionObserved ? "push" : event.key().substring(slash + 1);
  }

  private static String commit(Event event) {
    if (event instanceof RevisionObserved revision) {
      return EventSummary.shorten(revision.revision());
    }
    if (event instanceof RenderResult result) {
      return EventSummary.commit(result.revisions());
    }
    if (event instanceof PlanMade plan) {
      return EventSummary.commit(plan.revisions());
    }
    if (event instanceof SyncEvent sync) {
      return EventSummary.commit(sync.revisions());
    }
    return event instanceof DriftEvent drift ? EventSummary.commit(drift.revisions()) : "-";
  }
}
