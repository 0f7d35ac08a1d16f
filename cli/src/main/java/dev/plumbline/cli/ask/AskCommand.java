package dev.plumbline.cli.ask;

import dev.plumbline.cli.InstallationOptions;
import dev.plumbline.cli.UserError;
import dev.plumbline.cli.up.Endpoints;
import dev.plumbline.cluster.ApiClients;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.events.Command;
import dev.plumbline.contracts.events.EncodedEvent;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.resources.ResourceKind;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Puts a command for one application on the topic of commands, with who asked. */
abstract class AskCommand implements Callable<Integer> {

  private static final long SEND_SECONDS = 15;

  @Spec
  @SuppressWarnings("NullAway.Init")
  private CommandSpec spec;

  @Parameters(
      paramLabel = "APP",
      description = "The application, as name (in namespace default) or namespace/name.")
  @SuppressWarnings("NullAway.Init")
  private String app;

  @Mixin
  @SuppressWarnings("NullAway.Init")
  private InstallationOptions installation;

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description =
          "With --bootstrap: kubeconfig of the cluster that has the application; found as kubectl"
              + " finds it unless given.")
  private @Nullable Path kubeconfig;

  /**
   * The command to send.
   *
   * @param resource the application as it is on the cluster
   * @param out for what a person should know before
   * @return null when there is none to send, of which the person was told
   */
  abstract @Nullable Command command(
      ApplicationKey application,
      GenericKubernetesResource resource,
      String by,
      Instant at,
      PrintWriter out);

  @Override
  public Integer call() throws InterruptedException {
    ApplicationKey key = key();
    String by = System.getProperty("user.name", "unknown");
    Command command = command(key, resource(key), by, Instant.now(), spec.commandLine().getOut());
    if (command == null) {
      return 0;
    }
    send(
        new EventCodec("command-line", Clock.systemUTC(), new SecureRandom())
            .encode(command, null));
    spec.commandLine().getOut().println("Asked; follow it with ./plumbline events --app " + app);
    return 0;
  }

  private ApplicationKey key() {
    try {
      return ApplicationKey.parse(app.contains("/") ? app : "default/" + app);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private Config cluster() {
    if (kubeconfig != null) {
      return Config.fromKubeconfig(kubeconfig.toFile());
    }
    if (installation.elsewhere()) {
      return Config.autoConfigure(null);
    }
    Endpoints endpoints = installation.endpoints();
    return Config.fromKubeconfig(endpoints.context(), Path.of(endpoints.kubeconfig()).toFile());
  }

  private GenericKubernetesResource resource(ApplicationKey key) {
    try (KubernetesClient client = ApiClients.builder(cluster()).build()) {
      GenericKubernetesResource application =
          client
              .genericKubernetesResources(
                  ResourceKind.GROUP + "/" + ResourceKind.VERSION, ResourceKind.APPLICATION.kind())
              .inNamespace(key.namespace())
              .withName(key.name())
              .get();
      if (application == null) {
        throw new UserError("there is no Application " + key);
      }
      return application;
    } catch (KubernetesClientException e) {
      throw new UserError("the cluster does not answer: " + e.getMessage(), e);
    }
  }

  private void send(EncodedEvent event) throws InterruptedException {
    Map<String, Object> settings = installation.connection();
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, TimeUnit.SECONDS.toMillis(SEND_SECONDS));
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(installation.topics().of(event.topic()), event.key(), event.value());
    event
        .headers()
        .forEach(
            (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer())) {
      producer.send(record).get(SEND_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw new UserError(
          "Kafka at "
              + installation.servers()
              + " did not take the command: "
              + UserError.rootOf(e),
          e);
    }
  }
}
