package dev.plumbline.cluster.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.TestCluster;
import dev.plumbline.contracts.Json;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JqPathsTest {

  private static final ObjectNode TREE =
      TestCluster.yaml(
          """
          metadata: {annotations: {a.b/c: x, keep: y}, labels: {app: web}}
          spec:
            replicas: 3
            containers:
            - {name: web, image: "nginx:1", env: [{name: A, value: "1"}, {name: B, value: "2"}]}
            - {name: side, image: "envoy:1"}
            versions: [{schema: {description: d, properties: {x: {description: e}}}}]
          webhooks: [{name: w, clientConfig: {caBundle: Q0E=}}]
          """);

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        ".spec.replicas # spec/replicas",
        ".metadata.annotations[\"a.b/c\"] # metadata/annotations/a.b/c",
        ".metadata.annotations.\"a.b/c\" # metadata/annotations/a.b/c",
        ".spec.containers[1].image # spec/containers/1/image",
        ".spec.containers[-1].image # spec/containers/1/image",
        ".spec.containers[] | select(.name == \"side\") # spec/containers/1",
        ".spec.containers[] | select(.name | startswith(\"si\")) | .image # spec/containers/1/image",
        ".spec.containers[]?.env[]?|select(.name==\"B\").value # spec/containers/0/env/1/value",
        ".spec.containers[] | select(.name == \"web\" or .name == \"x\") | .env[0], .image"
            + " # spec/containers/0/env/0 spec/containers/0/image",
        ".spec.containers[] | select(.image | test(\"^ENVOY\"; \"i\")) # spec/containers/1",
        ".spec.containers[] | select(.env // [] | any(.name == \"A\")) | .env # spec/containers/0/env",
        ".spec.containers | map(.image) | length # ",
        ".webhooks[]?.clientConfig.caBundle # webhooks/0/clientConfig/caBundle",
        ".spec.versions[].schema | .. | .description? // empty"
            + " # spec/versions/0/schema/description"
            + " spec/versions/0/schema/properties/x/description",
        ".spec.containers[] | if .name == \"web\" then .image else .name end"
            + " # spec/containers/0/image spec/containers/1/name",
        ".spec.containers[] | select([.env[]?.name] | index(\"A\")) | .env # spec/containers/0/env",
        ".spec as $s | .spec.containers[] | select(.name == $s.containers[0].name)"
            + " # spec/containers/0",
        ".spec.containers[1:] # spec/containers/1",
        ".nothing[] # ",
      })
  void namesFieldsAsJqDoes(String expression, String expected) {
    List<TreePath> found = JqPaths.compile(expression).in(TREE);

    assertThat(
            found.stream()
                .map(path -> path.keys().stream().map(JsonNode::asText))
                .map(keys -> keys.collect(Collectors.joining("/")))
                .collect(Collectors.joining(" ")))
        .isEqualTo(expected == null ? "" : expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '`',
      value = {
        "def f: f; f # 'def' is not supported",
        "range(1000000000) # 'range' is not supported",
        "reduce .[] as $x (0; . + 1) # 'reduce' is not supported",
        "until(false; .) # 'until' is not supported",
        "env # 'env' is not supported",
        "$ENV.PATH # $ENV is not supported",
        "input # 'input' is not supported",
        "\"x\" * 1000000000 # '*' is not supported",
        ".spec.replicas = 1 # '=' is not supported",
        ".spec.replicas |= 1 # '|=' is not supported",
        ".a[] == .b[] and .c[] == .d[] # combines more than two lists",
        "\"\\(.a)\" # values inside of text",
        "include \"x\"; . # 'include' is not supported",
        "{a: .b} # '{' is not supported",
        "@base64 # '@' is not supported",
        ".spec.(a) # ",
        ".spec) , (.b # ')' closes nothing",
        "select(.a # '(' is not closed",
        ".a | | .b # ",
      })
  void refusesWhatIsNoneOrCouldRunAway(String expression, String reason) {
    assertThatThrownBy(() -> JqPaths.compile(expression))
        .isInstanceOf(IgnoreException.class)
        .hasMessageContaining("jq expression '" + expression.strip() + "'")
        .hasMessageContaining(reason == null ? "" : reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..|..|..|..",
        "[..|[..|[..|..]]]",
        "(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)"
            + "|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)|(.,.)",
        ".spec.list as $l | [$l[] | $l[]] | length",
        ".spec.list as $l | [$l[] | [$l[] | $l]]",
        "(.spec.list[]|.) == (.spec.list[]|.) and (.spec.list[]|.) == (.spec.list[]|.)",
        "recurse(.)",
        "[.spec.list,.spec.list]|[.[],.[]]|[.[],.[]]|[.[],.[]]|[.[],.[]]|[.[],.[]]|[.[],.[]]"
            + "|[.[],.[]]|[.[],.[]]|[.[],.[]]|[.[],.[]]|[.[],.[]]|[.[],.[]]|[.[],.[]]|[.[],.[]]",
        ".spec.text|.+.|.+.|.+.|.+.|.+.|.+.|.+.|.+.",
        ".spec.list[]|select(test(\"(a+)+$\"))",
        "[.spec.list[]|try error(\"x\") catch .]",
        ".spec.list|[.,.,.,.]|[.,.,.,.]|[.,.,.,.]|[.,.,.,.]",
        ".a,.a,.a,.a,.a,.a,.a,.a,.a,.a,.a,.a,.a,.a,.a,.a,.a,.a,.a",
      })
  void whatGoesTooFarEnds(String expression) {
    ObjectNode tree = Json.mapper().createObjectNode();
    ArrayNode list = tree.putObject("spec").putArray("list");
    for (int i = 0; i < 3_000; i++) {
      list.add("a".repeat(200) + "!");
    }
    tree.withObject("/spec").put("text", "x".repeat(500_000));

    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          try {
            assertThat(JqPaths.compile(expression).in(tree)).hasSizeLessThan(200_000);
          } catch (IgnoreException e) {
            assertThat(e).hasMessageContaining(expression);
          }
        });
  }
}
