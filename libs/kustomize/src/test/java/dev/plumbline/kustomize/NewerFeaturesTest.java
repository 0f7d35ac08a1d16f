package dev.plumbline.kustomize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.git.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What Kustomize 5.7 and 5.8 do that 5.6 does not. */
class NewerFeaturesTest {

  private static String build(String resources, String kustomization) {
    MemoryTree tree =
        new MemoryTree(
            Map.of(
                "in.yaml", resources.getBytes(StandardCharsets.UTF_8),
                "kustomization.yaml",
                    ("resources: [in.yaml]\n" + kustomization).getBytes(StandardCharsets.UTF_8)));
    return new String(
        Kustomize.build(tree, "", KustomizeOptions.DEFAULT).toYaml(), StandardCharsets.UTF_8);
  }

  private static String configMap(String name, String data) {
    return "apiVersion: v1\ndata:\n  k: "
        + data
        + "\nkind: ConfigMap\nmetadata:\n  name: "
        + name
        + "\n";
  }

  @Test
  void imagesOfVolumesAreReplaced() {
    // given
    String pod =
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: a
        spec:
          volumes:
          - image:
              reference: data:1
            name: v
          - emptyDir: {}
            name: w
        """;

    // then
    assertThat(build(pod, "images: [{name: data, newTag: '2'}]\n"))
        .isEqualTo(pod.replace("data:1", "data:2"));
  }

  @Test
  void aReplacementMayHaveAFixedValue() {
    assertThat(
            build(
                configMap("a", "old"),
                """
                replacements:
                - sourceValue: new
                  targets: [{select: {kind: ConfigMap}, fieldPaths: [data.k]}]
                """))
        .isEqualTo(configMap("a", "new"));
  }

  @Test
  void aReplacementHasOneSource() {
    assertThatThrownBy(
            () ->
                build(
                    configMap("a", "old"),
                    """
                    replacements:
                    - sourceValue: new
                      source: {kind: ConfigMap}
                      targets: [{select: {kind: ConfigMap}, fieldPaths: [data.k]}]
                    """))
        .hasMessageContaining("value and resource selectors are mutually exclusive");
  }

  @Test
  void targetsAreSelectedAndRejectedByPatterns() {
    assertThat(
            build(
                configMap("web-1", "old")
                    + "---\n"
                    + configMap("web-2", "old")
                    + "---\n"
                    + configMap("other-web-3", "old"),
                """
                replacements:
                - sourceValue: new
                  targets:
                  - select: {name: web-.*}
                    reject: [{name: '.*-2'}]
                    fieldPaths: [data.k]
                """))
        .isEqualTo(
            configMap("other-web-3", "old")
                + "---\n"
                + configMap("web-1", "new")
                + "---\n"
                + configMap("web-2", "old"));
  }

  @Test
  void aPathLeadsIntoJson() {
    String replacement =
        """
        replacements:
        - sourceValue: new
          targets:
          - select: {kind: ConfigMap}
            fieldPaths: [data.k.list.0.x]
        """;

    assertThat(build(configMap("a", "'{\"z\": 1, \"list\": [{\"x\": \"old\"}]}'"), replacement))
        .isEqualTo(configMap("a", "'{\"list\":[{\"x\":\"new\"}],\"z\":1}'"));
    assertThat(
            build(
                configMap(
                    "a", "|\n    {\n      \"list\": [\n        {\"x\": \"old\"}\n      ]\n    }"),
                replacement))
        .isEqualTo(
            configMap(
                "a",
                "|-\n    {\n      \"list\": [\n        {\n          \"x\": \"new\"\n"
                    + "        }\n      ]\n    }"));
  }

  @Test
  void aPathIntoYamlIsRefused() {
    assertThatThrownBy(
            () ->
                build(
                    configMap("a", "|\n    x: old"),
                    """
                    replacements:
                    - sourceValue: new
                      targets: [{select: {kind: ConfigMap}, fieldPaths: [data.k.x]}]
                    """))
        .hasMessageContaining("in JSON only, and this is YAML");
  }
}
