package dev.plumbline.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.TopicAccess;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.ApplicationEvent;
import dev.plumbline.contracts.events.Command;
import dev.plumbline.contracts.events.DriftEvent.Cleared;
import dev.plumbline.contracts.events.DriftEvent.ConvergenceReached;
import dev.plumbline.contracts.events.DriftEvent.Detected;
import dev.plumbline.contracts.events.EventType;
import dev.plumbline.testkit.RecordingSink;
import dev.plumbline.testkit.TopicLog;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.Cluster;
import dev.plumbline.testkit.harness.GitHost;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.Metrics;
import dev.plumbline.testkit.harness.PlumblineProcess;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.WebhookCaller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The main job as it is installed by {@code deploy/}, with the rights that it gives each service
 * and no others: a push to a repository with credentials, to this cluster and to one named by a
 * Secret, drift, a notification, a deletion.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InstalledIT {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final Path MONITORING = Path.of("monitoring");
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:plumbline|jvm|process|system|http)_[a-z0-9_]+");
  private static final ObjectRef SHOP = ObjectRef.of("v1", "ConfigMap", "shop", "shop");

  private final RecordingSink sink = new RecordingSink();
  private final GitHost git = GitHost.closed("reader", "of-the-repository");
  private DeployedServices services;
  private TopicLog events;
  private Path kafkaConfig;

  @BeforeAll
  void doTheMainJob(@TempDir Path directory) throws IOException {
    services = DeployedServices.start(directory);
    events = new TopicLog(services.kafka().adminSettings(), Topic.values());
    kafkaConfig = Files.writeString(directory.resolve("kafka.properties"), connection());
    prepare();
    HostedRepository repository = git.repository("shop");
    repository.write("configmap.yaml", Manifests.configMap("shop", "1"));
    String first = repository.push("Begin");
    application("shop", repository, "{namespace: shop}");
    application("elsewhere", repository, "{name: edge, namespace: default}");
    awaitConverged("shop", first);
    awaitConverged("elsewhere", first);

    repository.write("configmap.yaml", Manifests.configMap("shop", "2"));
    String second = repository.push("Change");
    awaitConverged("shop", second);
    sink.await(PATIENCE, request -> request.body().contains(second.substring(0, 8)));

    services.cluster().merge(SHOP, "data: {value: \"by hand\"}", "kubectl-edit");
    await(Detected.class, "shop");
    await(Cleared.class, "shop");
  }

  @AfterAll
  void stop() {
    if (events != null) {
      events.close();
    }
    if (services != null) {
      services.close();
    }
    sink.close();
    git.close();
  }

  private void prepare() {
    secret("default", "hook", "stringData: {token: told-to-both}");
    services.apply(
        """
        apiVersion: plumbline.dev/v1alpha1
        kind: WebhookSource
        metadata: {name: hook, namespace: default}
        spec: {provider: github, secretRef: {name: hook}}
        """);
    secret("default", "sink", "stringData: {address: \"%s\"}".formatted(sink.url("/hook")));
    services.apply(
        """
        apiVersion: plumbline.dev/v1alpha1
        kind: NotificationProvider
        metadata: {name: sink, namespace: default}
        spec: {type: webhook, secretRef: {name: sink}}
        """);
    services.apply(
        """
        apiVersion: plumbline.dev/v1alpha1
        kind: NotificationRoute
        metadata: {name: sink, namespace: default}
        spec: {providers: [sink], events: [ConvergenceReached, Drift]}
        """);
    secret("default", "git", "stringData: {username: reader, password: of-the-repository}");
    ObjectNode edge =
        Cluster.parse(
            """
            apiVersion: v1
            kind: Secret
            metadata:
              name: cluster-edge
              namespace: plumbline
              labels: {plumbline.dev/cluster: edge}
            """);
    edge.putObject("stringData").put("kubeconfig", read(services.kubeconfig()));
    services.cluster().apply(edge, "person");
    ObjectRef source = ObjectRef.of("plumbline.dev/v1alpha1", "WebhookSource", "default", "hook");
    Waiting.until(
        PATIENCE,
        () -> "the webhook source has no path: " + services.cluster().get(source),
        () -> services.cluster().get(source).at("/status/webhookPath").isTextual());
    String path = services.cluster().get(source).at("/status/webhookPath").asText();
    git.tells(
        new WebhookCaller(
            services.page("webhook-ingest", path), WebhookCaller.Provider.GITHUB, "told-to-both"));
    assertThat(
            new WebhookCaller(
                    services.page("webhook-ingest", path), WebhookCaller.Provider.GITHUB, "guessed")
                .tell("https://example.com/r", "refs/heads/main", "", ""))
        .isEqualTo(401);
  }

  @Test
  void nobodyWasRefusedAnything() {
    assertThat(services.output())
        .allSatisfy(
            (service, output) ->
                assertThat(output)
                    .as(service)
                    .doesNotContainIgnoringCase("forbidden")
                    .doesNotContain("no permission")
                    .doesNotContain("AuthorizationException"));
  }

  @Test
  void eachServiceWritesTheTopicsThatTheContractsGrantItAndNoOthers() {
    for (TopicAccess access : TopicAccess.all()) {
      Set<Topic> written =
          events.all().stream()
              .filter(envelope -> envelope.source().equals("/plumbline/" + access.service()))
              .map(envelope -> EventType.of(envelope.event()).topic())
              .collect(Collectors.toCollection(TreeSet::new));

      Set<Topic> granted = new TreeSet<>(access.writes());
      granted.remove(Topic.DEAD_LETTERS);
      assertThat(written).as(access.service()).isEqualTo(granted);
    }
  }

  @Test
  void eachGroupCommitsOffsetsOfTheTopicsThatTheContractsName() throws Exception {
    for (TopicAccess access : TopicAccess.all()) {
      for (String group : access.groups().keySet()) {
        Set<String> committed =
            services
                .kafka()
                .admin()
                .listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .keySet()
                .stream()
                .map(TopicPartition::topic)
                .collect(Collectors.toSet());

        assertThat(committed)
            .as(group)
            .isEqualTo(
                access.groups().get(group).stream()
                    .map(Topic::baseName)
                    .collect(Collectors.toSet()));
      }
    }
  }

  @Test
  void theCommandLineReachesAKafkaThatAsksForTlsAndCredentials() {
    PlumblineProcess following =
        command("events", "--from-beginning", "--no-follow", "--topic", "drift");
    assertThat(following.awaitExit(PATIENCE)).as("%s", following.err()).isZero();
    assertThat(following.out()).contains("convergence.reached", "default/shop");

    PlumblineProcess asking =
        command("sync", "elsewhere", "--kubeconfig", services.kubeconfig().toString());
    assertThat(asking.awaitExit(PATIENCE)).as("%s", asking.err()).isZero();
    await(Command.Sync.class, "elsewhere");
    assertThat(following.err() + asking.err()).isEmpty();
  }

  @Test
  void aDeletedApplicationGoesWithItsObjects() {
    HostedRepository repository = git.repository("passing");
    repository.write("configmap.yaml", Manifests.configMap("passing", "1"));
    String commit = repository.push("Begin");
    application("passing", repository, "{namespace: default}");
    awaitConverged("passing", commit);
    ObjectRef application =
        ObjectRef.of("plumbline.dev/v1alpha1", "Application", "default", "passing");

    services.cluster().delete(application);

    Waiting.until(
        PATIENCE,
        () -> "still there: " + services.cluster().find(application),
        () -> services.cluster().find(application).isEmpty());
    assertThat(services.cluster().find(ObjectRef.of("v1", "ConfigMap", "default", "passing")))
        .isEmpty();
  }

  @Test
  void everyMetricOfDashboardAndAlertRulesIsThere() throws IOException {
    Set<String> wanted = new TreeSet<>();
    for (String file : List.of("dashboard.json", "alerts.yaml")) {
      Matcher metric = METRIC.matcher(Files.readString(MONITORING.resolve(file)));
      while (metric.find()) {
        wanted.add(metric.group());
      }
    }
    List<Metrics> scrapes = services.metrics();

    assertThat(wanted).hasSizeGreaterThan(20);
    assertThat(wanted).allMatch(metric -> scrapes.stream().anyMatch(each -> each.has(metric)));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void eachServiceStaysWithinItsMemory() throws IOException {
    for (String service : DeployedServices.services()) {
      assertThat(services.mostMemory(service))
          .as("most resident memory of %s", service)
          .isLessThan(services.memoryLimit(service));
    }
  }

  /** What a service could do besides its work, if somebody took it over. */
  @ParameterizedTest
  @CsvSource({
    "webhook-ingest, list,   '',                        secrets",
    "webhook-ingest, patch,  plumbline.dev,             applications/status",
    "webhook-ingest, patch,  plumbline.dev,             webhooksources",
    "webhook-ingest, get,    '',                        configmaps",
    "git-poller,     list,   '',                        secrets",
    "git-poller,     patch,  plumbline.dev,             webhooksources/status",
    "git-poller,     delete, coordination.k8s.io,       leases",
    "git-poller,     update, coordination.k8s.io,       leases",
    "git-poller,     get,    '',                        configmaps",
    "renderer,       list,   '',                        secrets",
    "renderer,       patch,  plumbline.dev,             applications/status",
    "renderer,       create, coordination.k8s.io,       leases",
    "renderer,       get,    apps,                      deployments",
    "drift-detector, patch,  apps,                      deployments",
    "drift-detector, create, '',                        configmaps",
    "drift-detector, delete, '',                        configmaps",
    "drift-detector, patch,  plumbline.dev,             applications",
    "drift-detector, create, '',                        pods/exec",
    "applier,        watch,  '',                        secrets",
    "applier,        update, apps,                      deployments",
    "applier,        escalate, rbac.authorization.k8s.io, clusterroles",
    "applier,        impersonate, '',                   users",
    "applier,        deletecollection, '',              configmaps",
    "notifier,       list,   '',                        secrets",
    "notifier,       patch,  plumbline.dev,             applications/status",
    "notifier,       create, '',                        events"
  })
  void whatAServiceDoesNotNeedIsDenied(String service, String verb, String group, String resource) {
    assumeTrue(services.authorises(), "there is no kube-apiserver");
    String[] parts = resource.split("/");
    ObjectNode review =
        Cluster.parse(
            """
            apiVersion: authorization.k8s.io/v1
            kind: SubjectAccessReview
            spec:
              user: system:serviceaccount:plumbline:plumbline-%s
              groups: [system:serviceaccounts, system:serviceaccounts:plumbline, system:authenticated]
              resourceAttributes:
                {namespace: default, verb: %s, group: "%s", resource: %s, subresource: "%s"}
            """
                .formatted(service, verb, group, parts[0], parts.length > 1 ? parts[1] : ""));

    ObjectNode answer =
        services
            .cluster()
            .call(
                "POST",
                "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                "application/json",
                review.toString())
            .object();

    assertThat(answer.at("/status/allowed").asBoolean()).as("%s", answer).isFalse();
  }

  private PlumblineProcess command(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--bootstrap", services.kafka().bootstrapServers()));
    all.addAll(List.of("--kafka-config", kafkaConfig.toString()));
    return PlumblineProcess.start("deployed-command", Map.of(), all);
  }

  private String connection() {
    StringBuilder properties = new StringBuilder();
    services
        .kafka()
        .adminSettings()
        .forEach(
            (name, value) ->
                properties.append(
                    "%s=%s\n".formatted(name, value.toString().strip().replace("\n", "\\n"))));
    return properties.toString();
  }

  private void secret(String namespace, String name, String content) {
    services.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: %s, namespace: %s}
        %s
        """,
        name, namespace, content);
  }

  private void application(String name, HostedRepository repository, String destination) {
    services.apply(
        """
        apiVersion: plumbline.dev/v1alpha1
        kind: Application
        metadata: {name: %s, namespace: default, finalizers: [%s]}
        spec:
          source: {repoURL: "%s", targetRevision: main, credentialsSecret: git}
          destination: %s
          syncPolicy:
            automated: {prune: true, selfHeal: true}
            syncOptions: [CreateNamespace=true]
        """,
        name, Tracking.FINALIZER, repository.url(), destination);
  }

  private void awaitConverged(String application, String commit) {
    events.await(
        PATIENCE,
        ConvergenceReached.class,
        reached ->
            reached.application().name().equals(application)
                && RunningApplication.commits(reached.revisions(), commit));
  }

  private <E extends ApplicationEvent> void await(Class<E> type, String application) {
    events.await(PATIENCE, type, event -> event.application().name().equals(application));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
