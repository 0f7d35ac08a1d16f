package dev.plumbline.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.Definitions;
import dev.plumbline.contracts.TopicAccess;
import dev.plumbline.contracts.resources.ResourceKind;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.sandbox.Sandbox;
import dev.plumbline.testkit.ApiServer;
import dev.plumbline.testkit.SecuredKafka;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.Cluster;
import dev.plumbline.testkit.harness.Metrics;
import dev.plumbline.testkit.harness.PlumblineProcess;
import io.fabric8.kubernetes.api.model.Quantity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * The six services as the manifests of {@code deploy/} describe them, each in a process of its own:
 * with the variables of its Deployment, as its user of a Kafka with TLS and access control, and
 * with the token of its ServiceAccount where an API server that authorises is on the machine.
 */
final class DeployedServices implements AutoCloseable {

  /** The namespace of the manifests. */
  static final String NAMESPACE = "plumbline";

  private static final Path KUSTOMIZE = Path.of("kustomize");
  private static final String HEAP_SHARE = "-XX:MaxRAMPercentage=";
  private static final Path IMAGE = Path.of("image/Dockerfile");
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Pattern LISTENING =
      Pattern.compile("Listening on: http://127\\.0\\.0\\.1:(\\d+)");
  private static final Set<String> RIGHTS =
      Set.of("ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding");

  private final Path directory;
  private final SecuredKafka kafka;
  private final ApiServer server;
  private final Sandbox sandbox;
  private final Path kubeconfig;
  private final Cluster cluster;
  private final Map<String, PlumblineProcess> processes = new LinkedHashMap<>();

  private DeployedServices(Path directory) {
    this.directory = directory;
    this.kafka =
        SecuredKafka.start(
            directory.resolve("kafka"), services().stream().map(DeployedServices::user).toList());
    if (ApiServer.isThere()) {
      this.sandbox = null;
      this.server = ApiServer.start(directory.resolve("cluster"));
      this.kubeconfig = server.kubeconfig();
    } else {
      this.server = null;
      this.sandbox = Sandbox.builder().start();
      this.kubeconfig = directory.resolve("kubeconfig");
      sandbox.writeKubeconfig(kubeconfig);
    }
    this.cluster = new Cluster(kubeconfig);
  }

  /** Installs and starts them, and waits until all are ready. */
  static DeployedServices start(Path directory) {
    DeployedServices services = new DeployedServices(directory);
    try {
      services.operateKafka();
      services.install();
      KeyRing.readOrCreate(directory.resolve("keys"));
      for (String service : services()) {
        services.processes.put(
            service,
            PlumblineProcess.start(
                "deployed-" + service,
                services.environment(service),
                List.of(),
                services.virtualMachine(service)));
      }
      services().forEach(services::awaitReady);
      return services;
    } catch (IOException e) {
      services.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException | AssertionError e) {
      services.close();
      throw e;
    }
  }

  static List<String> services() {
    return TopicAccess.all().stream().map(TopicAccess::service).toList();
  }

  private static String user(String service) {
    return "plumbline-" + service;
  }

  /** Whether the API server gives nobody more than the manifests do. */
  boolean authorises() {
    return server != null;
  }

  /** The broker. */
  SecuredKafka kafka() {
    return kafka;
  }

  /** The cluster, with every right. */
  Cluster cluster() {
    return cluster;
  }

  /** The kubeconfig with every right. */
  Path kubeconfig() {
    return kubeconfig;
  }

  /** All that the services printed. */
  Map<String, String> output() {
    Map<String, String> output = new LinkedHashMap<>();
    processes.forEach((service, process) -> output.put(service, process.out() + process.err()));
    return output;
  }

  /** A page of a service. */
  URI page(String service, String path) {
    Matcher listening = LISTENING.matcher(processes.get(service).out());
    assertThat(listening.find()).as("%s says where it listens", service).isTrue();
    return URI.create("http://127.0.0.1:" + listening.group(1)).resolve(path);
  }

  /** The metrics of each, now. */
  List<Metrics> metrics() {
    return services().stream().map(each -> Metrics.scrape(page(each, "/q/metrics"))).toList();
  }

  /** Makes topics, and users with their rights, of the resources, as Strimzi's operators do. */
  private void operateKafka() throws IOException {
    List<NewTopic> topics = new ArrayList<>();
    for (ObjectNode topic : manifests("components/strimzi/kafka-topics.yaml")) {
      JsonNode spec = topic.path("spec");
      Map<String, String> config = new HashMap<>();
      spec.path("config")
          .properties()
          .forEach(setting -> config.put(setting.getKey(), setting.getValue().asText()));
      topics.add(
          new NewTopic(spec.path("topicName").asText(), spec.path("partitions").asInt(), (short) 1)
              .configs(config));
    }
    List<AclBinding> rights = new ArrayList<>();
    for (ObjectNode user : manifests("components/strimzi/kafka-users.yaml")) {
      String principal = "User:" + user.at("/metadata/name").asText();
      for (JsonNode acl : user.at("/spec/authorization/acls")) {
        for (JsonNode operation : acl.path("operations")) {
          rights.add(
              new AclBinding(
                  resource(acl.path("resource")),
                  new AccessControlEntry(
                      principal,
                      "*",
                      AclOperation.fromString(operation.asText()),
                      AclPermissionType.ALLOW)));
        }
      }
    }
    kafka.admin().createTopics(topics).all().toCompletionStage().toCompletableFuture().join();
    kafka.admin().createAcls(rights).all().toCompletionStage().toCompletableFuture().join();
  }

  private static ResourcePattern resource(JsonNode resource) {
    String type = resource.path("type").asText();
    return new ResourcePattern(
        type.equals("transactionalId")
            ? ResourceType.TRANSACTIONAL_ID
            : ResourceType.fromString(type),
        resource.path("name").asText(),
        resource.path("patternType").asText().equals("prefix")
            ? PatternType.PREFIXED
            : PatternType.LITERAL);
  }

  private void install() throws IOException {
    Definitions.install(cluster.client(), "person", ResourceKind.values());
    manifests("base/namespace.yaml").forEach(each -> cluster.apply(each, "installer"));
    for (String service : services()) {
      manifests("base/" + service + ".yaml").stream()
          .filter(each -> RIGHTS.contains(each.path("kind").asText()))
          .forEach(each -> cluster.apply(each, "installer"));
    }
  }

  /** Applies a manifest with every right. */
  ObjectNode apply(String yaml, Object... values) {
    return cluster.apply(Cluster.parse(yaml.formatted(values)), "person");
  }

  /** The options of the image, with the heap that they give in the memory of the container. */
  private List<String> virtualMachine(String service) throws IOException {
    List<String> options = new ArrayList<>();
    Matcher option = Pattern.compile("\"(-[XD][^\"]+)\"").matcher(Files.readString(IMAGE));
    while (option.find()) {
      options.add(option.group(1));
    }
    int percentage =
        options.stream()
            .filter(each -> each.startsWith(HEAP_SHARE))
            .mapToInt(each -> Integer.parseInt(each.substring(HEAP_SHARE.length())))
            .findFirst()
            .orElseThrow();
    options.add("-Xmx" + memoryLimit(service) * percentage / 100);
    options.add("-XX:TieredStopAtLevel=4");
    options.add("-XX:CompileThresholdScaling=1.0");
    return options;
  }

  /** What a service may have, in bytes. */
  long memoryLimit(String service) throws IOException {
    String limit = container(service).at("/resources/limits/memory").asText();
    return Quantity.getAmountInBytes(Quantity.parse(limit)).longValueExact();
  }

  /** The most that a service has had so far, in bytes, as the kernel counts it. */
  long mostMemory(String service) throws IOException {
    Path status = Path.of("/proc", String.valueOf(processes.get(service).pid()), "status");
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
        .findFirst()
        .orElseThrow();
  }

  private static JsonNode container(String service) throws IOException {
    return manifests("base/" + service + ".yaml").stream()
        .filter(each -> each.path("kind").asText().equals("Deployment"))
        .findFirst()
        .orElseThrow()
        .at("/spec/template/spec/containers/0");
  }

  /** What the container of a service gets, but for what is elsewhere on this machine. */
  private Map<String, String> environment(String service) throws IOException {
    Map<String, String> environment = new HashMap<>();
    manifests("base/config.yaml")
        .get(0)
        .path("data")
        .properties()
        .forEach(setting -> environment.put(setting.getKey(), setting.getValue().asText()));
    for (JsonNode variable : container(service).path("env")) {
      String value = value(service, variable);
      if (value != null) {
        environment.put(variable.path("name").asText(), value);
      }
    }
    environment.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
    environment.put("KAFKA_SECURITY_PROTOCOL", "SASL_SSL");
    environment.put("KAFKA_SASL_MECHANISM", "SCRAM-SHA-512");
    environment.put("PLUMBLINE_KAFKA_CREATE_TOPICS", "false");
    environment.computeIfPresent(
        "PLUMBLINE_ENCRYPTION_KEY_FILE", (name, mounted) -> directory.resolve("keys").toString());
    environment.put("PLUMBLINE_KUBECONFIG", credentials(service).toString());
    environment.put("PLUMBLINE_DATA_DIR", directory.resolve(service).toString());
    environment.put("QUARKUS_HTTP_HOST", "127.0.0.1");
    environment.put("QUARKUS_HTTP_PORT", "0");
    return environment;
  }

  /**
   * The value of a variable, where Secrets are as Strimzi leaves them; null where there is none.
   */
  private String value(String service, JsonNode variable) {
    if (variable.has("value")) {
      return variable.path("value").asText();
    }
    if (variable.at("/valueFrom/fieldRef/fieldPath").asText().equals("metadata.namespace")) {
      return NAMESPACE;
    }
    JsonNode secret = variable.at("/valueFrom/secretKeyRef");
    return switch (secret.path("name").asText() + "/" + secret.path("key").asText()) {
      case "plumbline-kafka-ca/ca.crt" -> kafka.certificate();
      default ->
          secret.path("name").asText().equals(user(service))
                  && secret.path("key").asText().equals("sasl.jaas.config")
              ? kafka.login(user(service))
              : null;
    };
  }

  private Path credentials(String service) {
    if (server == null) {
      return kubeconfig;
    }
    ObjectNode request =
        cluster
            .call(
                "POST",
                "/api/v1/namespaces/%s/serviceaccounts/%s/token"
                    .formatted(NAMESPACE, user(service)),
                "application/json",
                """
                {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {}}
                """)
            .object();
    return server.kubeconfig(request.at("/status/token").asText());
  }

  private static List<ObjectNode> manifests(String file) throws IOException {
    List<ObjectNode> manifests = new ArrayList<>();
    for (String document : Files.readString(KUSTOMIZE.resolve(file)).split("(?m)^---$")) {
      manifests.add(Cluster.parse(document));
    }
    return manifests;
  }

  private void awaitReady(String service) {
    PlumblineProcess process = processes.get(service);
    Waiting.until(
        PATIENCE,
        () -> service + " is not ready: " + process.out() + process.err(),
        () -> {
          assertThat(process.alive())
              .as("%s runs; it printed%n%s%n%s", service, process.out(), process.err())
              .isTrue();
          return LISTENING.matcher(process.out()).find()
              && status(page(service, "/q/health/ready")) == 200;
        });
  }

  private static int status(URI page) {
    try {
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  @Override
  public void close() {
    processes.values().forEach(PlumblineProcess::close);
    cluster.close();
    if (server != null) {
      server.close();
    }
    if (sandbox != null) {
      sandbox.close();
    }
    kafka.close();
  }
}
