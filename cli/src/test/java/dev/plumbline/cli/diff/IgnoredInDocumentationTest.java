package dev.plumbline.cli.diff;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ownership.IgnoredFields;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.testkit.harness.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the page on drift says of ignoring is what the samples on it do. */
class IgnoredInDocumentationTest {

  private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

  private static Map<String, Application> samples() throws IOException {
    Map<String, Application> samples = new HashMap<>();
    Matcher block = YAML.matcher(Files.readString(Path.of("../docs/drift.md")));
    while (block.find()) {
      ObjectNode object = Cluster.parse(block.group(1));
      if (object.path("kind").asText().equals("Application")) {
        Application application = Json.mapper().treeToValue(object, Application.class);
        samples.put(application.metadata().name(), application);
      }
    }
    return samples;
  }

  private static ObjectNode without(Application sample, String yaml) {
    ObjectNode object = Cluster.parse(yaml);
    ObjectRef ref = Cluster.ref(object);
    return IgnoredFields.of(sample.spec().ignoreRules(), ref, object).without(object, object);
  }

  @Test
  void eachRuleTakesOutWhatItSays() throws IOException {
    Application sample = samples().get("shop-ignoring");

    assertThat(sample).isNotNull();
    assertThat(
            without(
                    sample,
                    "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web-eu}, spec:"
                        + " {replicas: 2, paused: true}}")
                .path("spec"))
        .isEqualTo(Cluster.parse("{paused: true}"));
    assertThat(
            without(
                    sample,
                    "{apiVersion: apps/v1, kind: Deployment, metadata: {name: db}, spec: {replicas:"
                        + " 2}}")
                .path("spec"))
        .isEqualTo(Cluster.parse("{replicas: 2}"));
    assertThat(
            without(
                    sample,
                    "{apiVersion: admissionregistration.k8s.io/v1, kind:"
                        + " ValidatingWebhookConfiguration, metadata: {name: w}, webhooks: [{name:"
                        + " a, clientConfig: {caBundle: x, url: y}}]}")
                .at("/webhooks/0/clientConfig"))
        .isEqualTo(Cluster.parse("{url: y}"));
    assertThat(
            without(
                    sample,
                    "{apiVersion: v1, kind: ConfigMap, metadata: {name: m, labels: {team: shop}},"
                        + " data: {generated: x, kept: y}}")
                .path("data"))
        .isEqualTo(Cluster.parse("{kept: y}"));
  }

  @Test
  void theSampleThatRespectsThemDoes() throws IOException {
    Application sample = samples().get("shop-respecting");

    assertThat(sample).isNotNull();
    assertThat(sample.spec().syncPolicyOrDefault().respectsIgnoreDifferences()).isTrue();
  }
}
