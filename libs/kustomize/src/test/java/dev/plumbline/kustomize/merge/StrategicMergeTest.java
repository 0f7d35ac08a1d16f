package dev.plumbline.kustomize.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.plumbline.kustomize.files.Tables;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.NodeData;
import dev.plumbline.kustomize.yaml.Style;
import dev.plumbline.kustomize.yaml.Tags;
import dev.plumbline.kustomize.yaml.YamlLimits;
import dev.plumbline.kustomize.yaml.YamlReader;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The cases of the original's own unit tests of merges. */
class StrategicMergeTest {

  private static final YamlReader YAML = new YamlReader(new YamlLimits(100, 100_000));

  /** New items come first in these; in all others they come last. */
  private static final Set<String> PREPENDED =
      Set.of(
          "merge k8s deployment containers - prepend",
          "merge k8s deployment volumes - prepend",
          "merge k8s deployment containers -- $patch directive",
          "merge Element -- add Element third");

  /** Schemas in comments are not read: no kustomization can tell that it relies on one. */
  private static final Set<String> SCHEMA_IN_COMMENT =
      Set.of(
          "no infer merge keys merge using explicit schema as line comment'",
          "merge_primitive_items");

  private static Stream<Node> cases() {
    return YAML.first(Tables.text("merge/merge-cases.json")).orElseThrow().content().stream();
  }

  @Test
  void everyCaseIsThere() {
    assertThat(cases()).hasSize(61);
  }

  @TestFactory
  Stream<DynamicTest> mergesAsTheOriginal() {
    return cases()
        .map(
            each -> {
              String name = each.fieldText("description");
              return dynamicTest(name, () -> check(each, SCHEMA_IN_COMMENT.contains(name)));
            });
  }

  private static void check(Node each, boolean differs) {
    // given
    Node target = parsed(each, "dest");
    Node patch = parsed(each, "source");
    boolean prepend = PREPENDED.contains(each.fieldText("description"));
    boolean infer = each.fieldText("infer").equals("true");

    // when
    Node merged = StrategicMerge.of(MergeSchemas.builtIn(), prepend, infer).merge(target, patch);

    // then
    Object expected = YAML.first(each.fieldText("expected")).map(NodeData::of).orElse(null);
    Object actual = merged == null ? null : NodeData.of(merged);
    if (differs) {
      assertThat(actual).isNotEqualTo(expected);
    } else {
      assertThat(actual).isEqualTo(expected);
    }
  }

  private static Node parsed(Node each, String field) {
    return YAML.first(each.fieldText(field))
        .orElseGet(() -> Node.scalar(Tags.NULL, "", Style.PLAIN));
  }
}
