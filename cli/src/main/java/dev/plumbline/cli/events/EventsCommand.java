package dev.plumbline.cli.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cli.InstallationOptions;
import dev.plumbline.cli.Printable;
import dev.plumbline.cli.UserError;
import dev.plumbline.cli.events.EventFollower.FollowedEvent;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.events.Envelope;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.EventType;
import dev.plumbline.stream.DeadLetterHeaders;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints what travels over the topics, as it happens. */
@Command(
    name = "events",
    description = "Follows the event topics: what happened, to which application, and why.",
    mixinStandardHelpOptions = true)
public final class EventsCommand implements Callable<Integer> {

  private static final Duration POLL = Duration.ofMillis(200);
  private static final int ANSWER_MILLIS = 10_000;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneId.systemDefault());

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Option(
      names = "--topic",
      paramLabel = "T",
      description =
          "Only this topic; may be given again. Without it, every topic that tells what happened;"
              + " state topics (desired, inventory, …) must be named.")
  private List<String> topicNames = List.of();

  @Option(
      names = "--app",
      paramLabel = "A",
      description = "Only this application, as name or namespace/name.")
  private @Nullable String app;

  @Option(names = "--json", description = "One JSON object a line: the CloudEvent.")
  private boolean json;

  @Option(
      names = "--from-beginning",
      description = "Begin with the oldest record that is kept, not with the next one.")
  private boolean fromBeginning;

  @Option(
      names = "--no-follow",
      description = "End when everything that is there now has been printed.")
  private boolean noFollow;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private InstallationOptions installation;

  @Override
  public Integer call() {
    Set<Topic> topics = topics();
    String servers = installation.servers();
    Map<String, Object> kafka = installation.connection();
    kafka.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
    try (EventFollower follower =
        new EventFollower(kafka, installation.topics(), topics, fromBeginning)) {
      Runtime.getRuntime().addShutdownHook(new Thread(follower::wakeup));
      follow(follower, spec.commandLine().getOut());
    } catch (WakeupException e) {
      return 0;
    } catch (KafkaException e) {
      throw new UserError("Kafka at " + servers + " does not answer: " + UserError.rootOf(e), e);
    }
    return 0;
  }

  private Set<Topic> topics() {
    try {
      return topicNames.isEmpty()
          ? EnumSet.allOf(Topic.class).stream()
              .filter(topic -> topic.kind() == Topic.Kind.ACCOUNT)
              .collect(Collectors.toCollection(() -> EnumSet.noneOf(Topic.class)))
          : topicNames.stream()
              .map(Topic::named)
              .collect(Collectors.toCollection(() -> EnumSet.noneOf(Topic.class)));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private void follow(EventFollower follower, PrintWriter out) {
    boolean goOn = true;
    while (goOn) {
      follower.poll(POLL).stream()
          .filter(this::concernsApp)
          .map(event -> json ? asJson(event) : asLine(event))
          .forEach(out::println);
      out.flush();
      goOn = !noFollow || !follower.caughtUp();
    }
  }

  private boolean concernsApp(FollowedEvent event) {
    return app == null || event.key().equals(app) || event.key().endsWith("/" + app);
  }

  private static String asLine(FollowedEvent followed) {
    Envelope<Event> envelope = followed.envelope();
    if (followed.topic() == Topic.DEAD_LETTERS) {
      return line(followed, "dead-letter", asDeadLetter(followed.headers()));
    }
    String type =
        envelope == null
            ? followed.headers().getOrDefault("ce_type", "?").replace(EventType.PREFIX, "")
            : EventType.of(envelope.event()).shortName();
    String words;
    if (envelope != null) {
      words = EventSummary.of(envelope.event());
    } else {
      words = followed.tombstone() ? "deleted" : "cannot be read: " + followed.problem();
    }
    return line(followed, type, words);
  }

  private static String line(FollowedEvent followed, String type, String words) {
    return "%s  %-20s  %-28s  %s"
        .formatted(
            TIME.format(Instant.ofEpochMilli(followed.timestampMillis())),
            Printable.line(type),
            Printable.line(followed.key()),
            Printable.line(words));
  }

  /** It did not happen: the event that it was must not be read as if it had. */
  private static String asDeadLetter(Map<String, String> headers) {
    String replayed = headers.get(DeadLetterHeaders.REPLAYED);
    return replayed == null
        ? "of %s: %s"
            .formatted(
                headers.getOrDefault(DeadLetterHeaders.TOPIC, "?"),
                headers.getOrDefault(DeadLetterHeaders.CAUSE, "?"))
        : replayed + " was replayed";
  }

  private static String asJson(FollowedEvent followed) {
    ObjectNode line = Json.mapper().createObjectNode();
    line.put("topic", followed.topic().baseName());
    line.put("partition", followed.partition());
    line.put("offset", followed.offset());
    line.put("key", followed.key());
    followed
        .headers()
        .forEach(
            (name, value) -> line.put(name.startsWith("ce_") ? name.substring(3) : name, value));
    try {
      line.set("data", followed.tombstone() ? null : Json.mapper().readTree(followed.data()));
    } catch (JsonProcessingException e) {
      line.put("problem", followed.problem());
    }
    return Printable.json(line.toString());
  }
}
