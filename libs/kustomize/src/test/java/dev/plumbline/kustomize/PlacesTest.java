package dev.plumbline.kustomize;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.git.MemoryTree;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Where each object is from, in results and in errors. */
class PlacesTest {

  private final Map<String, byte[]> files = new TreeMap<>();

  private PlacesTest file(String path, String text) {
    files.put(path, text.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  private KustomizeResult build() {
    return Kustomize.build(new MemoryTree(files), "app", KustomizeOptions.DEFAULT);
  }

  private static String configMap(String name) {
    return "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: " + name + "\n";
  }

  @Test
  void everyObjectIsFromAFileAndLineOrAGenerator() {
    // given
    file("base/kustomization.yaml", "resources: [two.yaml]\n")
        .file("base/two.yaml", "# two\n" + configMap("b") + "---\n" + configMap("a"))
        .file(
            "app/kustomization.yaml",
            "namePrefix: x-\n"
                + "resources: [../base]\n"
                + "configMapGenerator:\n"
                + "- name: c\n"
                + "  options: {disableNameSuffixHash: true}\n");

    // when
    KustomizeResult result = build();

    // then
    assertThat(result.documents())
        .extracting(document -> String.valueOf(((Map<?, ?>) document.get("metadata")).get("name")))
        .containsExactly("x-a", "x-b", "x-c");
    assertThat(result.places())
        .containsExactly(
            new Place("base/two.yaml", 7, ""),
            new Place("base/two.yaml", 2, ""),
            new Place("app/kustomization.yaml", 4, "ConfigMapGenerator"));
  }

  @Test
  void twoOfOneNameAreToldWithBothPlaces() {
    // given
    file("app/kustomization.yaml", "resources: [a.yaml, b.yaml]\n")
        .file("app/a.yaml", configMap("a"))
        .file("app/b.yaml", configMap("b") + "---\n" + configMap("a"));

    // then
    assertThatThrownBy(this::build)
        .hasMessage(
            "app/b.yaml:6: may not add resource with an already registered id:"
                + " ConfigMap.v1.[noGrp]/a.[noNs]; the other one is at app/a.yaml:1");
  }

  @Test
  void pathsOfConfigurationHaveNoWildcards() {
    // given
    file(
            "app/kustomization.yaml",
            "resources: [a.yaml]\nconfigurations: [c.yaml]\nnamePrefix: x-\n")
        .file("app/c.yaml", "namePrefix:\n- path: metadata/*\n")
        .file("app/a.yaml", configMap("a"));

    // then
    assertThatThrownBy(this::build)
        .hasMessageContaining("app/kustomization.yaml: metadata/*: in ConfigMap")
        .hasMessageContaining("a wildcard is not supported");
  }

  @Test
  void aPatchMustLeaveAName() {
    // given
    file(
            "app/kustomization.yaml",
            """
            resources: [a.yaml]
            patches:
            - target: {kind: ConfigMap}
              patch: '- {op: remove, path: /metadata/name}'
            """)
        .file("app/a.yaml", configMap("a"));

    // then
    assertThatThrownBy(this::build)
        .hasMessage("app/a.yaml:1: missing metadata.name in object after patches");
  }
}
