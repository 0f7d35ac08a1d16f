package dev.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.ApplicationDraft;
import dev.plumbline.testkit.harness.Cluster;
import dev.plumbline.testkit.harness.EndToEnd;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.Stage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A chart with values from another repository, encrypted files, and variables, all in one. */
@ExtendWith(EndToEnd.class)
class SourcesIT {

  private static final Path SAMPLES = Path.of("../libs/sops/src/test/resources");
  private static final String TEMPLATE =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: {{ .Release.Name }}}
      data:
        greeting: {{ .Values.greeting | quote }}
        kubernetes: {{ .Capabilities.KubeVersion.Major | quote }}
        host: shop.${domain}
        size: "${size:-small}"
      """;

  private final Stage stage;
  private final Canaries canaries = new Canaries();

  SourcesIT(Stage stage) {
    this.stage = stage;
  }

  @Test
  void theyBecomeOneApplicationThatIsHealedAndTellsNoSecrets() throws IOException {
    // given
    String domain = canaries.plant("a variable of a Secret");
    stage.createSecret("cluster-vars", "domain", domain);
    stage.createSecret("sops-age", "age.agekey", Files.readString(SAMPLES.resolve("keys/one.txt")));
    HostedRepository shop = stage.git().repository("charted");
    shop.write("chart/Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n")
        .write("chart/values.yaml", "greeting: hello\n")
        .write("chart/templates/cm.yaml", TEMPLATE)
        .write(
            "secrets/web.yaml",
            Files.readString(SAMPLES.resolve("cases/yaml-secret/encrypted.yaml")))
        .push("Begin");
    HostedRepository values = stage.git().repository("values");
    values.write("prod.yaml", "greeting: prod\n").push("Begin");

    // when
    RunningApplication app = application(shop, values).create();

    // then
    ObjectRef map = stage.configMap("charted");
    awaitData(map, "greeting", "prod");
    JsonNode data = stage.cluster().get(map).path("data");
    assertThat(data.path("host").asText()).isEqualTo("shop." + domain);
    assertThat(data.path("size").asText()).isEqualTo("small");
    assertThat(data.path("kubernetes").asText()).isEqualTo("1");
    JsonNode secret = stage.cluster().get(stage.object("v1", "Secret", "web"));
    assertThat(decoded(secret, "password")).isEqualTo("s3cr3t-πass");

    // and when the values move, somebody changes what is secret, or a variable comes to be known
    app.awaitConverged(values.write("prod.yaml", "greeting: better\n").push("Greet"));
    awaitData(map, "greeting", "better");
    stage.cluster().merge(map, "{data: {host: mine}}", "somebody");
    awaitData(map, "host", "shop." + domain);

    // then
    stage
        .installation()
        .events()
        .raw()
        .forEach(
            record -> {
              canaries.assertNoneIn("a record", record);
              assertThat(record).doesNotContain("s3cr3t-πass");
            });
  }

  private ApplicationDraft application(HostedRepository shop, HostedRepository values) {
    ApplicationDraft draft = stage.application("charted", shop, "chart");
    ObjectNode spec = draft.manifest().withObject("/spec");
    ObjectNode chart = (ObjectNode) spec.remove("source");
    ArrayNode sources = spec.putArray("sources");
    sources.add(chart).add(chart.deepCopy().put("path", "secrets"));
    sources.addObject().put("repoURL", values.url()).put("ref", "values");
    chart.withObject("/helm").withArray("valueFiles").add("$values/prod.yaml");
    spec.set("decryption", Cluster.parse("{provider: sops, secretRef: {name: sops-age}}"));
    spec.set("postBuild", Cluster.parse("substituteFrom: [{kind: Secret, name: cluster-vars}]"));
    return draft;
  }

  private void awaitData(ObjectRef map, String key, String value) {
    Waiting.until(
        Duration.ofSeconds(60),
        () -> key + " is not " + value + ": " + stage.cluster().find(map),
        () ->
            stage
                .cluster()
                .find(map)
                .filter(found -> found.path("data").path(key).asText().equals(value))
                .isPresent());
  }

  private static String decoded(JsonNode secret, String key) {
    return new String(
        Base64.getDecoder().decode(secret.path("data").path(key).asText()), StandardCharsets.UTF_8);
  }
}
