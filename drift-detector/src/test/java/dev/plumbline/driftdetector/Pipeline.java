package dev.plumbline.driftdetector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.Definitions;
import dev.plumbline.cluster.PatchType;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.TopicNames;
import dev.plumbline.contracts.events.Desired;
import dev.plumbline.contracts.events.EncodedEvent;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.events.Manifest;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.ResourceKind;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.testkit.TestCluster;
import dev.plumbline.testkit.TestKafka;
import dev.plumbline.testkit.TopicLog;
import dev.plumbline.testkit.Waiting;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker, a cluster and a detector between them, for one test class; the test plays the renderer
 * and the applier. Each test has an application and a namespace of its own.
 */
abstract class Pipeline {
  static final Duration SOON = Duration.ofSeconds(60);
  static final int PARTITIONS = 4;
  static final SecretCipher CIPHER = new SecretCipher(KeyRing.of("k1", new byte[32]));

  @TempDir static Path directory;
  static TestKafka kafka;
  static TestCluster testCluster;
  static ClusterClient hand;
  static KafkaProducer<String, byte[]> producer;
  static TopicLog log;
  static final Map<ApplicationKey, Application> APPLICATIONS = new ConcurrentHashMap<>();
  static final Map<String, AtomicInteger> REQUESTS = new ConcurrentHashMap<>();
  static DetectorProcess detector;
  static int samplesPerMinute;

  final EventCodec codec = new EventCodec("test", Clock.systemUTC(), new Random());
  final String id = "t" + UUID.randomUUID().toString().substring(0, 8);
  final ApplicationKey key = new ApplicationKey("default", id);
  final String namespace = id;
  final HandApplier applier = new HandApplier(this);
  String uid;
  long desiredSequence;

  @BeforeAll
  static void startAll() throws Exception {
    kafka = TestKafka.start(directory.resolve("kafka"));
    testCluster = TestCluster.start(Files.createDirectories(directory.resolve("cluster")));
    hand = ClusterClient.of(Application.Destination.IN_CLUSTER, testCluster.client());
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .createTopics(
              Arrays.stream(Topic.values())
                  .map(
                      topic ->
                          new NewTopic(topic.baseName(), PARTITIONS, (short) 1)
                              .configs(TopicNames.unprefixed().settings(topic, 1)))
                  .toList())
          .all()
          .get();
    }
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer());
    log =
        new TopicLog(
            kafka.bootstrapServers(), Topic.PLANS, Topic.DRIFT, Topic.VERDICTS, Topic.DEAD_LETTERS);
    installDefinition();
    start();
  }

  private static void installDefinition() {
    try (KubernetesClient client = testCluster.client()) {
      Definitions.install(client, "installer", ResourceKind.APPLICATION);
    }
  }

  static void start() {
    detector =
        DetectorProcess.start(
            kafka.bootstrapServers(),
            testCluster.client(),
            CIPHER,
            APPLICATIONS,
            REQUESTS,
            samplesPerMinute);
  }

  @AfterAll
  static void stopAll() throws Exception {
    detector.close();
    log.close();
    producer.close();
    hand.close();
    testCluster.close();
    kafka.close();
  }

  static int requests(String verb) {
    return REQUESTS.computeIfAbsent(verb, any -> new AtomicInteger()).get();
  }

  @BeforeEach
  void makeApplication() throws Exception {
    hand.create(namespaceRef(), object(namespaceRef(), "{}"));
    ObjectNode created = null;
    ObjectNode application = object(applicationRef(), spec("in-cluster", true, true));
    while (created == null) {
      try {
        created = hand.create(applicationRef(), application);
      } catch (ClusterException e) {
        if (!e.retriable()) {
          throw e;
        }
      }
    }
    uid = created.path("metadata").path("uid").asText();
    applicationIs(created);
  }

  static String spec(String cluster, boolean selfHeal, boolean prune) {
    return """
    {"metadata":{"finalizers":["plumbline.dev/resources"]},
     "spec":{"source":{"repoURL":"https://git.example/shop"},"destination":{"name":"%s"},
      "syncPolicy":{"automated":{"selfHeal":%s,"prune":%s}}}}
    """
        .formatted(cluster, selfHeal, prune);
  }

  /** The informer shows this. */
  void applicationIs(JsonNode resource) throws JsonProcessingException {
    APPLICATIONS.put(key, Json.mapper().treeToValue(resource, Application.class));
    detector.applicationChanged(key);
  }

  @AfterEach
  void removeApplication() throws ClusterException {
    APPLICATIONS.remove(key);
    detector.applicationChanged(key);
    hand.delete(namespaceRef(), null, null, Propagation.BACKGROUND);
  }

  /** The renderer rendered this. */
  void desire(Manifest... manifests) throws Exception {
    desiredSequence++;
    desire(APPLICATIONS.get(key), desiredSequence, manifests);
  }

  /** The renderer rendered this of some application. */
  void desire(Application application, long sequence, Manifest... manifests) throws Exception {
    send(
        new Desired(
            application.key(),
            application.uid(),
            application.metadata().generation(),
            sequence,
            "key-" + sequence,
            List.of(new SourceRevision("git.example/shop", "main", "c" + sequence)),
            Stream.of(manifests).sorted((a, b) -> a.ref().compareTo(b.ref())).toList(),
            List.of(),
            new Trigger(Trigger.Cause.WEBHOOK, "ann", null, Instant.now()),
            Instant.now()));
  }

  void send(Event event) throws Exception {
    EncodedEvent encoded = codec.encode(event, null);
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(encoded.topic().baseName(), encoded.key(), encoded.value());
    encoded
        .headers()
        .forEach(
            (name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
    producer.send(record).get();
  }

  /** Waits for the application's plan of that number, from 1. */
  PlanMade plan(int number) {
    Waiting.until(SOON, () -> "plans are " + plans(), () -> plans().size() >= number);
    return plans().get(number - 1);
  }

  List<PlanMade> plans() {
    return log.of(PlanMade.class, plan -> plan.application().equals(key));
  }

  /** Everything told of the application on the drift topic, by type name. */
  List<String> told() {
    List<String> names = new ArrayList<>();
    log.of(
            dev.plumbline.contracts.events.DriftEvent.class,
            event -> event.application().equals(key))
        .forEach(event -> names.add(event.getClass().getSimpleName()));
    return names;
  }

  void awaitTold(String... names) {
    Waiting.until(SOON, () -> "told " + told(), () -> told().equals(List.of(names)));
  }

  /** The status on the control cluster, once the condition of that type has that reason. */
  JsonNode awaitStatus(String type, String reason) {
    Waiting.until(SOON, () -> "status is " + status(), () -> reason(status(), type).equals(reason));
    return status();
  }

  private static String reason(JsonNode status, String type) {
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition.path("reason").asText();
      }
    }
    return "";
  }

  JsonNode status() {
    return read(applicationRef()).path("status");
  }

  static ObjectNode read(ObjectRef ref) {
    try {
      return hand.get(ref).orElseThrow(() -> new AssertionError(ref + " is not there"));
    } catch (ClusterException e) {
      throw new AssertionError(e);
    }
  }

  static boolean isThere(ObjectRef ref) {
    try {
      return hand.get(ref).isPresent();
    } catch (ClusterException e) {
      throw new AssertionError(e);
    }
  }

  void edit(ObjectRef ref, String manager, String patch) throws Exception {
    hand.patch(ref, null, PatchType.MERGE, Json.mapper().readTree(patch), manager);
  }

  ObjectRef applicationRef() {
    return ObjectRef.of("plumbline.dev/v1alpha1", "Application", key.namespace(), key.name());
  }

  ObjectRef namespaceRef() {
    return ObjectRef.of("v1", "Namespace", "", namespace);
  }

  ObjectRef configRef(String name) {
    return ObjectRef.of("v1", "ConfigMap", namespace, name);
  }

  ObjectRef webRef() {
    return ObjectRef.of("apps/v1", "Deployment", namespace, "web");
  }

  Manifest config(String name, String value) {
    return manifest(configRef(name), "{\"data\":{\"value\":\"" + value + "\"}}");
  }

  Manifest web(String image) {
    return manifest(
        webRef(),
        """
        {"spec":{"replicas":1,"selector":{"matchLabels":{"app":"web"}},
          "template":{"metadata":{"labels":{"app":"web"}},
            "spec":{"containers":[{"name":"web","image":"%s"}]}}}}
        """
            .formatted(image));
  }

  static Manifest manifest(ObjectRef ref, String body) {
    ObjectNode object = object(ref, body);
    return new Manifest(ref, CIPHER.seal(object), CIPHER.digest(object), "app.yaml:1");
  }

  static ObjectNode object(ObjectRef ref, String body) {
    try {
      ObjectNode object = (ObjectNode) Json.mapper().readTree(body);
      object.put("apiVersion", ref.apiVersion()).put("kind", ref.kind());
      ObjectNode metadata = object.withObject("/metadata").put("name", ref.name());
      if (!ref.namespace().isEmpty()) {
        metadata.put("namespace", ref.namespace());
      }
      return object;
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
