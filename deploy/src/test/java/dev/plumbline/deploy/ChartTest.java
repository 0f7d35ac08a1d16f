package dev.plumbline.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.LintResult;
import dev.plumbline.contracts.TopicAccess;
import dev.plumbline.contracts.TopicNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the chart's values do, as Helm renders it. */
class ChartTest {

  private static final String STRIMZI = "kafka: {strimzi: {enabled: true}}\n";
  private static final Path CRDS = Path.of("crds");

  @Test
  void helmFindsNothingToComplainOf() {
    LintResult result = Chart.helm().lint().strict().call();

    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("services")
  void aServiceThatIsSwitchedOffLeavesNothing(String service) {
    List<Manifest> rendered = Chart.render("services: {%s: {enabled: false}}".formatted(service));

    assertThat(rendered).noneMatch(manifest -> manifest.service().equals(service));
    assertThat(rendered.stream().filter(manifest -> manifest.kind().equals("Deployment")))
        .hasSize(services().size() - 1);
  }

  @Test
  void thereIsOneDeploymentForEachServiceOfTheContracts() {
    assertThat(Chart.render(""))
        .filteredOn(manifest -> manifest.kind().equals("Deployment"))
        .extracting(manifest -> env(manifest).get("PLUMBLINE_ROLES").asText())
        .containsExactlyInAnyOrderElementsOf(services());
  }

  /** A setting that does not exist would stop the start. */
  @Test
  void everyVariableIsASettingThatThereIs() throws IOException {
    Set<String> settings = new TreeSet<>();
    Matcher documented =
        Pattern.compile("`(plumbline\\.[a-z.-]+)`")
            .matcher(Files.readString(Path.of("../docs/configuration.md")));
    while (documented.find()) {
      settings.add(variable(documented.group(1)));
    }
    List<Manifest> rendered = Chart.render("kafka: {prefix: p-, saslMechanism: PLAIN}");
    Set<String> used = new TreeSet<>();
    rendered.forEach(
        manifest -> {
          used.addAll(env(manifest).keySet());
          if (manifest.kind().equals("ConfigMap")) {
            manifest.object().path("data").fieldNames().forEachRemaining(used::add);
          }
        });

    assertThat(used).contains("PLUMBLINE_GIT_POLLER_INTERVAL", "PLUMBLINE_KAFKA_PREFIX");
    assertThat(used).filteredOn(name -> name.startsWith("PLUMBLINE_")).isSubsetOf(settings);
    assertThat(used)
        .filteredOn(name -> !name.startsWith("PLUMBLINE_"))
        .allMatch(name -> name.startsWith("KAFKA_"));
  }

  @Test
  void reconcileIntervalAndSettingsAreVariables() {
    List<Manifest> rendered =
        Chart.render(
            """
            reconcileInterval: 5m
            settings: {plumbline.renderer.render-timeout: 2m}
            services: {applier: {settings: {plumbline.applier.attempts: 7}}}
            """);

    JsonNode shared = Chart.the(rendered, "ConfigMap", "plumbline").object().path("data");
    assertThat(shared.path("PLUMBLINE_GIT_POLLER_INTERVAL").asText()).isEqualTo("5m");
    assertThat(shared.path("PLUMBLINE_RENDERER_RENDER_TIMEOUT").asText()).isEqualTo("2m");
    assertThat(env(deployment(rendered, "applier")).get("PLUMBLINE_APPLIER_ATTEMPTS").asText())
        .isEqualTo("7");
    assertThat(env(deployment(rendered, "renderer")))
        .doesNotContainKey("PLUMBLINE_APPLIER_ATTEMPTS");
  }

  @Test
  void tlsAndSaslReachEveryServiceEachWithCredentialsOfItsOwn() {
    List<Manifest> rendered =
        Chart.render(
            """
            kafka:
              securityProtocol: SASL_SSL
              saslMechanism: SCRAM-SHA-512
              caSecret: kafka-ca
              clientSettings: {client.dns.lookup: use_all_dns_ips}
            """);

    JsonNode shared = Chart.the(rendered, "ConfigMap", "plumbline").object().path("data");
    assertThat(shared.path("KAFKA_SECURITY_PROTOCOL").asText()).isEqualTo("SASL_SSL");
    assertThat(shared.path("KAFKA_SASL_MECHANISM").asText()).isEqualTo("SCRAM-SHA-512");
    assertThat(shared.path("KAFKA_CLIENT_DNS_LOOKUP").asText()).isEqualTo("use_all_dns_ips");
    for (String service : services()) {
      Map<String, JsonNode> env = env(deployment(rendered, service));
      assertThat(env.get("KAFKA_SASL_JAAS_CONFIG").at("/secretKeyRef/name").asText())
          .isEqualTo("plumbline-" + service);
      assertThat(env.get("KAFKA_SSL_TRUSTSTORE_CERTIFICATES").at("/secretKeyRef/name").asText())
          .isEqualTo("kafka-ca");
    }
  }

  @Test
  void onlyServicesThatSeeSecretValuesHaveTheirKey() {
    List<Manifest> rendered = Chart.render("encryption: {secretName: our-keys}");

    for (String service : services()) {
      boolean sealing = Set.of("renderer", "drift-detector", "applier").contains(service);
      assertThat(deployment(rendered, service).text().contains("our-keys"))
          .as(service)
          .isEqualTo(sealing);
    }
  }

  @Test
  void everyPodHoldsItselfToTheRestrictedStandard() {
    for (String service : services()) {
      JsonNode pod = deployment(Chart.render(""), service).object().at("/spec/template/spec");
      JsonNode container = pod.at("/containers/0");
      assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
      assertThat(pod.at("/securityContext/seccompProfile/type").asText())
          .isEqualTo("RuntimeDefault");
      assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean()).isTrue();
      assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
          .isFalse();
      assertThat(container.at("/securityContext/capabilities/drop/0").asText()).isEqualTo("ALL");
      assertThat(container.at("/resources/requests/memory").isTextual()).isTrue();
      assertThat(pod.path("enableServiceLinks").asBoolean(true)).isFalse();
    }
  }

  @Test
  void topicsForStrimziAreThoseThatTheProductWouldCreate() {
    List<Manifest> rendered =
        Chart.render(
            """
            kafka:
              prefix: shared.
              partitions: 16
              replication: 3
              retentionDays: 7
              strimzi: {enabled: true, cluster: central, namespace: kafka}
            """);
    TopicNames names = new TopicNames("shared.");

    List<JsonNode> topics = specs(rendered, "KafkaTopic");
    assertThat(topics)
        .extracting(topic -> topic.path("topicName").asText())
        .containsExactlyInAnyOrderElementsOf(names.byName().keySet());
    for (JsonNode topic : topics) {
      Map<String, String> config = new HashMap<>();
      topic
          .path("config")
          .properties()
          .forEach(setting -> config.put(setting.getKey(), setting.getValue().asText()));
      assertThat(config)
          .isEqualTo(names.settings(names.byName().get(topic.path("topicName").asText()), 7));
      assertThat(topic.path("partitions").asInt()).isEqualTo(16);
      assertThat(topic.path("replicas").asInt()).isEqualTo(3);
    }
    assertThat(
            Chart.the(rendered, "ConfigMap", "plumbline")
                .object()
                .at("/data/PLUMBLINE_KAFKA_CREATE_TOPICS")
                .asText())
        .isEqualTo("false");
  }

  @Test
  void everyGroupIsScaledByTheTopicsWhoseOffsetsItCommits() {
    List<Manifest> rendered =
        Chart.render(
            """
            kafka: {prefix: p.}
            autoscaling: {enabled: true, authenticationRef: broker, triggerMetadata: {tls: enable}}
            """);
    Set<String> expected = new LinkedHashSet<>();
    TopicAccess.all()
        .forEach(
            access ->
                access
                    .groups()
                    .forEach(
                        (group, inputs) ->
                            inputs.forEach(
                                topic -> expected.add("p." + group + " p." + topic.baseName()))));

    Set<String> triggers = new LinkedHashSet<>();
    for (JsonNode spec : specs(rendered, "ScaledObject")) {
      for (JsonNode trigger : spec.path("triggers")) {
        triggers.add(
            trigger.at("/metadata/consumerGroup").asText()
                + " "
                + trigger.at("/metadata/topic").asText());
        assertThat(trigger.at("/authenticationRef/name").asText()).isEqualTo("broker");
        assertThat(trigger.at("/metadata/tls").asText()).isEqualTo("enable");
      }
    }
    assertThat(triggers).isEqualTo(expected);
    assertThat(deployment(rendered, "applier").object().path("spec").has("replicas")).isFalse();
    assertThat(deployment(rendered, "git-poller").object().path("spec").has("replicas")).isTrue();
  }

  @Test
  void webhooksAloneAreLetInFromOutside() {
    List<Manifest> rendered =
        Chart.render("ingress: {enabled: true, host: hooks.example.com, tlsSecret: cert}");

    JsonNode spec =
        Chart.the(rendered, "Ingress", "plumbline-webhook-ingest").object().path("spec");
    assertThat(spec.at("/rules/0/http/paths")).hasSize(1);
    assertThat(spec.at("/rules/0/http/paths/0/path").asText()).isEqualTo("/hooks/");
    assertThat(spec.at("/tls/0/secretName").asText()).isEqualTo("cert");
    assertThat(rendered).filteredOn(Manifest.of("Service")).hasSize(1);
  }

  @Test
  void definitionsOfTheChartAreThoseOfTheProduct() throws IOException {
    try (Stream<Path> files = Files.list(CRDS)) {
      for (Path file : files.toList()) {
        assertThat(Chart.DIRECTORY.resolve("crds").resolve(file.getFileName()))
            .hasSameTextualContentAs(file);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"7", "128"})
  void partitionsThatDoNotFitTheShardsAreRefused(String partitions) {
    assertThatThrownBy(() -> Chart.render("kafka: {partitions: %s}".formatted(partitions)))
        .hasMessageContaining("expected a divisor of 64");
  }

  @Test
  void twoReleasesShareNoName() {
    List<String> names =
        new ArrayList<>(Chart.render("plumbline", STRIMZI).stream().map(Manifest::id).toList());
    names.retainAll(Chart.render("second", STRIMZI).stream().map(Manifest::id).toList());

    // topics are told apart by their prefix
    assertThat(names).allMatch(name -> name.startsWith("KafkaTopic "));
  }

  static List<String> services() {
    return TopicAccess.all().stream().map(TopicAccess::service).toList();
  }

  private static Manifest deployment(List<Manifest> rendered, String service) {
    return Chart.the(rendered, "Deployment", "plumbline-" + service);
  }

  private static List<JsonNode> specs(List<Manifest> rendered, String kind) {
    return rendered.stream()
        .filter(Manifest.of(kind))
        .map(manifest -> (JsonNode) manifest.object().path("spec"))
        .toList();
  }

  /** The variables of a Deployment by name: the value, or where it comes from. */
  private static Map<String, JsonNode> env(Manifest deployment) {
    Map<String, JsonNode> env = new HashMap<>();
    for (JsonNode variable : deployment.object().at("/spec/template/spec/containers/0/env")) {
      env.put(
          variable.path("name").asText(),
          variable.has("value") ? variable.path("value") : variable.path("valueFrom"));
    }
    return env;
  }

  private static String variable(String setting) {
    return setting.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }
}
