package dev.plumbline.kustomize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.git.MemoryTree;
import dev.plumbline.kustomize.files.Tables;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How values are typed, quoted and folded; the expected output is the official tool's. */
class ScalarsTest {

  @Test
  void everyKindOfScalarIsWrittenAsTheToolWritesIt() {
    assertThat(built(Tables.text("scalars-in.yaml"))).isEqualTo(Tables.text("scalars-out.yaml"));
  }

  @Test
  void tabsMayIndentJsonAndEndLines() {
    String json =
        "{\n\t\"apiVersion\": \"v1\",\n\t\"kind\": \"ConfigMap\",\n\t\"metadata\": {\"name\":\t\"a\"}\n}\n";
    String yaml = "apiVersion: v1\t\nkind:\tConfigMap\nmetadata:\t# a\n  name: a\n";

    assertThat(built(json)).isEqualTo(built(yaml)).contains("name: a");
  }

  private static String built(String resource) {
    MemoryTree tree =
        new MemoryTree(
            Map.of(
                "all.yaml", resource.getBytes(StandardCharsets.UTF_8),
                "kustomization.yaml", "resources: [all.yaml]".getBytes(StandardCharsets.UTF_8)));
    return new String(
        Kustomize.build(tree, "", KustomizeOptions.DEFAULT).toYaml(), StandardCharsets.UTF_8);
  }
}
