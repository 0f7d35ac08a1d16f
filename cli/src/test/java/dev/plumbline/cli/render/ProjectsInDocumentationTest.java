package dev.plumbline.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.plumbline.cluster.sync.ProjectRules;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.resources.Application.Destination;
import dev.plumbline.contracts.resources.Project;
import dev.plumbline.testkit.harness.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the page on projects says of its sample is what the sample permits. */
class ProjectsInDocumentationTest {

  private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
  private static final Destination HERE = new Destination(null, null, null);

  private static String page() {
    try {
      return Files.readString(Path.of("../docs/projects.md"));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Project sample() {
    Matcher block = YAML.matcher(page());
    assertThat(block.find()).isTrue();
    try {
      return Json.mapper().treeToValue(Cluster.parse(block.group(1)), Project.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "v1, ConfigMap, team-b-web, '', true",
    "v1, ConfigMap, other, '', false",
    "v1, ConfigMap, shop, '', false",
    "v1, ConfigMap, shop, https://eu.example.com:6443/, true",
    "v1, ResourceQuota, team-b-web, '', false",
    "networking.k8s.io/v1, NetworkPolicy, team-b-web, '', false",
    "networking.k8s.io/v1, Ingress, team-b-web, '', true",
    "v1, Namespace, '', '', true",
    "rbac.authorization.k8s.io/v1, ClusterRole, '', '', false",
  })
  void theSamplePermits(
      String apiVersion, String kind, String namespace, String server, boolean permitted) {
    // given
    ObjectRef ref = ObjectRef.of(apiVersion, kind, namespace, "x");

    // then
    assertThat(
            ProjectRules.violation(
                sample(), new Destination(null, server, null), ref, !namespace.isEmpty()))
        .matches(violation -> violation.isEmpty() == permitted);
  }

  @Test
  void aViolationIsToldAsThePageSays() {
    // given
    ObjectRef ref = ObjectRef.of("v1", "ConfigMap", "team-a", "web");

    // then
    assertThat(page())
        .contains(
            "    a.yaml:3: " + ProjectRules.violation(sample(), HERE, ref, true).orElseThrow());
  }
}
