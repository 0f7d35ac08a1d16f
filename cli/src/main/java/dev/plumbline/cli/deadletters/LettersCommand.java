package dev.plumbline.cli.deadletters;

import dev.plumbline.cli.InstallationOptions;
import dev.plumbline.cli.UserError;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.TopicNames;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands on dead letters share: an installation's letters, read once. */
abstract class LettersCommand implements Callable<Integer> {

  private static final int ANSWER_MILLIS = 10_000;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private InstallationOptions installation;

  /** Checks what was typed, before anything is asked of Kafka. */
  abstract void check();

  /**
   * Does what the command is for.
   *
   * @param kafka settings for further clients
   * @return the exit code
   */
  abstract int work(Letters letters, Map<String, Object> kafka);

  @Override
  public Integer call() {
    check();
    Map<String, Object> kafka = installation.connection();
    kafka.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MILLIS);
    try (Letters letters = new Letters(kafka, topics().of(Topic.DEAD_LETTERS))) {
      int code = work(letters, kafka);
      out().flush();
      return code;
    } catch (KafkaException e) {
      throw new UserError(
          "Kafka at " + installation.servers() + " does not answer: " + e.getMessage(), e);
    }
  }

  TopicNames topics() {
    return installation.topics();
  }

  PrintWriter out() {
    return spec.commandLine().getOut();
  }

  PrintWriter err() {
    return spec.commandLine().getErr();
  }

  LetterId id(String text) {
    try {
      return LetterId.parse(text);
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
  }

  ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
