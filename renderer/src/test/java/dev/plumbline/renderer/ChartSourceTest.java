package dev.plumbline.renderer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.charts.ChartRepositoryUrl;
import dev.plumbline.cluster.ClusterFacts;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.Desired;
import dev.plumbline.contracts.events.RenderResult.Failed;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.RevisionObserved;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.testkit.ChartPackage;
import dev.plumbline.testkit.ChartRepositoryServer;
import dev.plumbline.testkit.Fixtures;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Charts of a chart repository as sources. */
class ChartSourceTest extends RendererOnBroker {

  private static final String TEMPLATE =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: {{ .Release.Name }}}
      data: {version: {{ .Chart.Version }}, greeting: {{ .Values.greeting | default "none" }}}
      """;

  @TempDir Path directory;
  private ChartRepositoryServer server;
  private TestInstallation plumbline;

  @BeforeEach
  void start() {
    server = ChartRepositoryServer.start();
    publish("1.2.0");
    plumbline = installation(directory, Map.of());
  }

  @AfterEach
  void stop() {
    plumbline.close();
    server.close();
  }

  private void publish(String version) {
    server.push(ChartPackage.of("web", version).file("templates/cm.yaml", TEMPLATE));
  }

  private ObjectNode spec(String version) {
    ObjectNode spec = Json.mapper().createObjectNode();
    spec.putObject("source")
        .put("repoURL", server.url())
        .put("chart", "web")
        .put("targetRevision", version);
    spec.putObject("destination").put("namespace", "team");
    return spec;
  }

  private void create(ObjectNode spec) {
    plumbline.applications.put(Fixtures.application("ns", "web", spec));
  }

  private void hint() {
    plumbline.send(
        new RevisionObserved(
            ChartRepositoryUrl.parse(server.url()).id(),
            "web",
            null,
            null,
            new Trigger(Trigger.Cause.POLL, null, null, Clock.systemUTC().instant()),
            null,
            null));
  }

  private static String version(Desired desired) {
    return desired.manifests().get(0).object().at("/data/version").asText();
  }

  @Test
  void theNewestVersionInTheRangeIsRenderedAndANewerOneWhenThatIsTold() {
    // given
    create(spec("1.x"));
    Desired first = plumbline.awaitDesired(d -> d.sequence() == 1);
    assertThat(version(first)).isEqualTo("1.2.0");
    assertThat(first.revisions().get(0).commit()).isEqualTo("1.2.0");
    assertThat(first.revisions().get(0).repository()).endsWith("/web");

    // when
    publish("2.0.0");
    publish("1.3.0");
    hint();

    // then
    assertThat(version(plumbline.awaitDesired(d -> d.sequence() == 2))).isEqualTo("1.3.0");
  }

  @Test
  void aPrivateRepositoryIsReadWithTheSecretOfTheSource() {
    // given
    server.credentials("ada", "canary-password");
    ObjectNode spec = spec("1.2.0");
    create(spec);
    Failed refused =
        plumbline.awaitResult(Failed.class, f -> f.reason() == FailureReason.AuthenticationFailed);
    assertThat(refused.message()).doesNotContain("canary");

    // when
    plumbline.secrets.put("ns/charts", Map.of("username", "ada", "password", "canary-password"));
    spec.withObject("/source").put("credentialsSecret", "charts");
    plumbline.applications.put(Fixtures.application("ns", "web", "uid-web", 2, spec));

    // then
    assertThat(version(plumbline.awaitDesired(d -> d.sequence() == 1))).isEqualTo("1.2.0");
  }

  @Test
  void whatWaitsForAClusterIsRenderedWhenTheClusterComes() {
    // given a chart that asks what the destination is
    plumbline.clusters.facts = null;
    server.push(
        ChartPackage.of("web", "3.0.0")
            .file(
                "templates/cm.yaml",
                TEMPLATE.replace(".Chart.Version", ".Capabilities.KubeVersion")));
    ObjectNode spec = spec("3.0.0");
    spec.withObject("/destination").put("name", "east");
    create(spec);
    Failed failed =
        plumbline.awaitResult(Failed.class, f -> f.reason() == FailureReason.ClusterUnreachable);
    assertThat(failed.message()).contains("no Secret names it");

    // when
    plumbline.clusters.facts = new ClusterFacts("v1.30.1", List.of("v1"));
    plumbline.clusterChanged("east");

    // then
    assertThat(version(plumbline.awaitDesired(d -> d.sequence() == 1))).isEqualTo("v1.30.1");
  }

  @Test
  void aChartOrVersionThatIsNotThereIsToldWithWhatThereIs() {
    // when
    create(spec(">=3"));

    // then
    Failed failed = plumbline.awaitResult(Failed.class, f -> true);
    assertThat(failed.reason()).isEqualTo(FailureReason.RevisionNotFound);
    assertThat(failed.message()).contains("web", ">=3", "1.2.0");
  }
}
