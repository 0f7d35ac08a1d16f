package dev.plumbline.applier;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.Definitions;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.EncodedEvent;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.ResourceKind;
import dev.plumbline.contracts.resources.ResourceMeta;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * A broker, a cluster and an applier between them, for one test class; each test has an application
 * and a namespace of its own.
 */
abstract class Pipeline {
  static final Duration SOON = Duration.ofSeconds(60);
  static final SecretCipher CIPHER = new SecretCipher(KeyRing.of("k1", new byte[32]));

  @TempDir static Path directory;
  static TestKafka kafka;
  static TestCluster testCluster;
  static ClusterClient cluster;
  static KafkaProducer<String, byte[]> producer;
  static TopicLog log;
  static final ConcurrentHashMap<ApplicationKey, Application> APPLICATIONS =
      new ConcurrentHashMap<>();
  static ApplierProcess applier;

  final EventCodec codec = new EventCodec("test", Clock.systemUTC(), new Random());
  final String id = "t" + UUID.randomUUID().toString().substring(0, 8);
  final ApplicationKey key = new ApplicationKey("default", id);
  final String uid = "uid-" + id;
  final String namespace = id;

  @BeforeAll
  static void startAll() throws Exception {
    kafka = TestKafka.start(directory.resolve("kafka"));
    testCluster = TestCluster.start(Files.createDirectories(directory.resolve("cluster")));
    cluster = ClusterClient.of(Application.Destination.IN_CLUSTER, testCluster.client());
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .createTopics(
              Stream.of(Topic.PLANS, Topic.INVENTORY, Topic.SYNCS, Topic.SYNC, Topic.DEAD_LETTERS)
                  .map(
                      topic ->
                          new NewTopic(topic.baseName(), 4, (short) 1)
                              .configs(
                                  topic.kind() == Topic.Kind.STATE
                                      ? Map.of("cleanup.policy", "compact")
                                      : Map.of()))
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
            kafka.bootstrapServers(), Topic.INVENTORY, Topic.SYNC, Topic.SYNCS, Topic.DEAD_LETTERS);
    start();
  }

  static void start() {
    applier = ApplierProcess.start(kafka.bootstrapServers(), cluster, CIPHER, APPLICATIONS);
  }

  @AfterAll
  static void stopAll() throws Exception {
    applier.close();
    log.close();
    producer.close();
    cluster.close();
    testCluster.close();
    kafka.close();
  }

  @BeforeEach
  void makeApplication() throws ClusterException {
    applicationIs(false);
    cluster.create(
        namespaceRef(), object(namespaceRef(), "{\"metadata\":{\"name\":\"" + namespace + "\"}}"));
  }

  @AfterEach
  void removeNamespace() throws ClusterException {
    cluster.delete(namespaceRef(), null, null, Propagation.BACKGROUND);
  }

  String id(String plan) {
    return plan + "-" + id;
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

  SyncEvent.Succeeded succeeded(String plan) {
    return log.await(SOON, SyncEvent.Succeeded.class, e -> e.planId().equals(id(plan)));
  }

  Inventory ended(String plan) {
    return log.await(SOON, Inventory.class, i -> i.planId().equals(id(plan)) && i.phase().ended());
  }

  Inventory awaitInventory(String planId, int wave) {
    return log.await(SOON, Inventory.class, i -> i.planId().equals(planId) && i.wave() == wave);
  }

  long tombstones(String type) {
    return log.raw().stream()
            .filter(
                text ->
                    text.contains("ce_type=dev.plumbline." + type + ",")
                        || text.contains("ce_type=dev.plumbline." + type + "}"))
            .filter(text -> text.endsWith("} "))
            .count()
        - tombstonesBefore;
  }

  long tombstonesBefore;

  @BeforeEach
  void countTombstones() {
    tombstonesBefore = 0;
    tombstonesBefore = tombstones("inventory");
  }

  static List<String> names(Inventory inventory) {
    return inventory.objects().stream().map(entry -> entry.ref().name()).toList();
  }

  static String message(SyncEvent.Failed failed, String name) {
    return failed.failures().stream()
        .filter(failure -> failure.ref().name().equals(name))
        .map(ObjectFailure::message)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no failure of " + name + " in " + failed));
  }

  static String mark(ObjectNode live) {
    return live.path("metadata").path("annotations").path(Tracking.ANNOTATION).asText();
  }

  Optional<ObjectNode> live(String config) {
    return get(configRef(config));
  }

  ObjectNode read(String config) {
    return live(config).orElseThrow(() -> new AssertionError(config + " is not there"));
  }

  static Optional<ObjectNode> get(ObjectRef ref) {
    try {
      return cluster.get(ref);
    } catch (ClusterException e) {
      throw new AssertionError(e);
    }
  }

  ObjectRef configRef(String name) {
    return ObjectRef.of("v1", "ConfigMap", namespace, name);
  }

  ObjectRef namespaceRef() {
    return ObjectRef.of("v1", "Namespace", "", namespace);
  }

  ObjectRef applicationRef() {
    return ObjectRef.of("plumbline.dev/v1alpha1", "Application", key.namespace(), key.name());
  }

  PlanMade.Apply config(String name, String value) {
    PlanMade.Apply apply = apply(configRef(name), "{\"data\":{\"value\":\"" + value + "\"}}");
    return new PlanMade.Apply(apply.ref(), apply.manifest(), "digest-" + name + "-" + value);
  }

  static PlanMade.Apply apply(ObjectRef ref, String body) {
    ObjectNode object = object(ref, body);
    return new PlanMade.Apply(ref, object, CIPHER.digest(object));
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

  void applicationIs(boolean deleting) {
    applicationIs(uid, deleting);
  }

  void applicationIs(String applicationUid, boolean deleting) {
    ResourceMeta metadata =
        new ResourceMeta(
            key.namespace(),
            key.name(),
            applicationUid,
            1,
            Map.of(),
            Map.of(),
            List.of(Tracking.FINALIZER),
            null,
            deleting ? Instant.EPOCH : null);
    APPLICATIONS.put(
        key,
        new Application(
            metadata,
            new Application.Spec(
                null,
                new Application.Source("file:///x", null, null, null, null),
                new Application.Destination(null, null, null),
                null,
                null,
                null)));
    applier.applicationChanged(key);
  }

  ObjectNode createApplicationResource() throws Exception {
    try (KubernetesClient client = testCluster.client()) {
      Definitions.install(client, "installer", ResourceKind.APPLICATION);
    }
    ObjectNode application =
        object(
            applicationRef(),
            """
            {"metadata":{"finalizers":["example.com/other","%s"]},
             "spec":{"source":{"repoURL":"https://git.example/shop"},"destination":{}}}
            """
                .formatted(Tracking.FINALIZER));
    AtomicReference<ObjectNode> created = new AtomicReference<>();
    Waiting.until(
        SOON,
        () -> "the client does not know the kind yet",
        () -> create(applicationRef(), application, created));
    return created.get();
  }

  /** Whoever looked for the kind before it was there looks again only after a while. */
  private static boolean create(
      ObjectRef ref, ObjectNode object, AtomicReference<ObjectNode> created) {
    try {
      created.set(cluster.create(ref, object));
      return true;
    } catch (ClusterException e) {
      assertThat(e.reason())
          .isIn(ClusterException.Reason.UNKNOWN_KIND, ClusterException.Reason.NOT_FOUND);
      return false;
    }
  }

  PlanDraft plan(String name, long desired, long inventory) {
    return new PlanDraft(key, id(name), uid, desired, inventory);
  }

  /** The broker takes no larger record of an inventory. */
  static void largestInventory(int bytes) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      admin
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, "inventory"),
                  List.of(
                      new AlterConfigOp(
                          new ConfigEntry("max.message.bytes", String.valueOf(bytes)),
                          AlterConfigOp.OpType.SET))))
          .all()
          .get();
    }
  }
}
