package dev.plumbline.manifests.substitution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.manifests.Place;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderLimits;
import dev.plumbline.manifests.SecretValues;
import dev.plumbline.manifests.SourceObject;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubstitutionTest {

  private final SecretValues secrets = new SecretValues();

  @ParameterizedTest(name = "{0} with {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`${v}` | 3 | 3",
        "`${v}` | true | true",
        "`${v}` | yes | true",
        "`${v}` | text | \"text\"",
        "`${v}` | \"3\" | \"3\"",
        "`\"${v}\"` | 3 | \"\\\"3\\\"\"",
        "`x${v}` | 3 | \"x3\"",
        "`${v}` | [a, b] | [\"a\",\"b\"]",
        "`${v}` | `` | null",
        "`$${v}` | 3 | \"${v}\"",
        "`a: ${v}` | 3 | \"a: 3\"",
        "`${v}` | 2001-01-01 | \"2001-01-01\"",
        "`${v}` | `a\\nb` | \"a\\\\nb\"",
      })
  void givesAValueTheTypeThatItHasInYaml(String text, String value, String expected)
      throws Exception {
    ObjectNode result = apply(Map.of("v", value), config(text));
    assertThat(result.at("/data/key").toString()).isEqualTo(expected);
  }

  @Test
  void leavesAllElseAsItIs() throws RenderException {
    ObjectNode given = config("${v}");
    given
        .withObject("/data")
        .put("no", "yes")
        .put("number", "1e3")
        .put("date", "2001-01-01")
        .put("lines", "a\n  b\n\nc")
        .put("empty", "")
        .put("price", "5$")
        .put("big", 9007199254740993L)
        .put("half", 0.5)
        .putNull("nothing")
        .putArray("list")
        .add("012")
        .add("~");
    ObjectNode expected = given.deepCopy();
    expected.withObject("/data").put("key", "x");
    assertThat(apply(Map.of("v", "x"), given)).isEqualTo(expected);
  }

  @Test
  void takesLineBreaksOutOfValues() throws RenderException {
    assertThat(apply(Map.of("v", "a\nb\n"), config("${v}")).at("/data/key").asText())
        .isEqualTo("ab");
  }

  @Test
  void doesNotLookForVariablesInValues() throws RenderException {
    assertThat(apply(Map.of("v", "${w}", "w", "x"), config("${v}")).at("/data/key").asText())
        .isEqualTo("${w}");
  }

  @ParameterizedTest
  @CsvSource({
    "labels, plumbline.dev/substitute",
    "annotations, plumbline.dev/substitute",
    "labels, kustomize.toolkit.fluxcd.io/substitute",
    "annotations, kustomize.toolkit.fluxcd.io/substitute",
  })
  void leavesAnObjectThatAsksForIt(String field, String key) throws RenderException {
    ObjectNode given = config("${v}");
    given.withObject("/metadata").putObject(field).put(key, "disabled");
    assertThat(apply(Map.of("v", "x"), given)).isEqualTo(given);
  }

  @Test
  void namesAVariableWithoutValueAndItsField() {
    RenderException failure = failure(Map.of("w", "hidden"), config("${w}-${v}"));
    assertThat(failure.failure().reason()).isEqualTo(FailureReason.InvalidManifest);
    assertThat(failure)
        .hasMessage(
            "apps/web.yaml:3: ConfigMap web, data.key: the variable v has no value: set it in"
                + " spec.postBuild, give a default as in ${v:-default}, or write $${ for a ${ that"
                + " stays");
    assertThat(failure.failure().errors().get(0).field()).isEqualTo("data.key");
  }

  @Test
  void takesAVariableWithoutValueForEmptyWhenNotStrict() throws RenderException {
    Substitution lenient = Substitution.of(Map.of(), Set.of(), false, RenderLimits.DEFAULT);
    SourceObject result =
        lenient.apply(new SourceObject(config("a${v}b"), new Place("f", 1)), secrets);
    assertThat(result.manifest().at("/data/key").asText()).isEqualTo("ab");
  }

  @Test
  void namesAnExpressionThatIsNone() {
    assertThat(failure(Map.of(), config("${v-x}")))
        .hasMessageContaining("data.key: the expression ${v-x} is not understood");
  }

  @Test
  void saysNothingOfAValueThatBreaksTheYaml() {
    RenderException failure = failure(Map.of("v", "[s3cr3t: {"), config("${v}"));
    assertThat(failure)
        .hasMessageStartingWith("apps/web.yaml:3: ConfigMap web: with the values of its variables")
        .hasMessageNotContaining("s3cr3t");
  }

  @Test
  void refusesAValueThatBreaksOut() {
    ObjectNode given = config("${v}");
    given.withObject("/data").put("nested", "x").put("z", "y");
    assertThat(failure(Map.of("v", "x\rz: s3cr3t"), given))
        .hasMessageContaining("no YAML any more")
        .hasMessageNotContaining("s3cr3t");
  }

  @Test
  void refusesANameThatIsNone() {
    RenderException failure =
        catchThrowableOfType(
            RenderException.class,
            () -> Substitution.of(Map.of("a-b", "x"), Set.of(), true, RenderLimits.DEFAULT));
    assertThat(failure).hasMessageContaining("the variable 'a-b' of spec.postBuild");
  }

  @Test
  void tellsWhatASecretBecamePartOf() throws RenderException {
    ObjectNode given = config("pre-${password^^}-post");
    given.withObject("/data").put("other", "${plain}").put("quoted", "it's: ${password}");
    Substitution substitution =
        Substitution.of(
            Map.of("password", "hunter22", "plain", "known-to-all"),
            Set.of("password"),
            true,
            RenderLimits.DEFAULT);
    substitution.apply(new SourceObject(given, new Place("f", 1)), secrets);
    assertThat(secrets.isIn("x HUNTER22")).isTrue();
    assertThat(secrets.isIn("hunter22")).isTrue();
    assertThat(secrets.isIn("known-to-all")).isFalse();
  }

  @Test
  void endsWhatGrowsWithoutEnd() {
    RenderLimits limits = new RenderLimits(10, 10_000, 10_000, 20, 1_000, 1_000, 10, 10_000);
    String value = "x".repeat(900);
    assertThat(failure(Map.of("v", value), config("${v}".repeat(20)), limits))
        .hasMessageContaining("grows to more than 10000 characters");
    assertThat(failure(Map.of("v", value), config("${v//x/" + value + "}"), limits))
        .hasMessageContaining("grows to more than 10000 characters");
    assertThat(failure(Map.of("v", value), config("${#v}".repeat(500)), limits))
        .hasMessageContaining("used too often");
    assertThat(failure(Map.of("v", value), config("${v#" + "*x".repeat(200) + "}"), limits))
        .hasMessageContaining("too long patterns");
    assertThat(failure(Map.of("v", value), config("${v:-".repeat(60) + "}".repeat(60)), limits))
        .hasMessageContaining("nested deeper than 50");
  }

  private static ObjectNode config(String value) {
    ObjectNode manifest = Json.mapper().createObjectNode();
    manifest.put("apiVersion", "v1").put("kind", "ConfigMap");
    manifest.putObject("metadata").put("name", "web");
    manifest.putObject("data").put("key", value);
    return manifest;
  }

  private ObjectNode apply(Map<String, String> variables, ObjectNode manifest)
      throws RenderException {
    return Substitution.of(variables, Set.of(), true, RenderLimits.DEFAULT)
        .apply(new SourceObject(manifest, new Place("apps/web.yaml", 3)), secrets)
        .manifest();
  }

  private RenderException failure(Map<String, String> variables, ObjectNode manifest) {
    return failure(variables, manifest, RenderLimits.DEFAULT);
  }

  private RenderException failure(
      Map<String, String> variables, ObjectNode manifest, RenderLimits limits) {
    return catchThrowableOfType(
        RenderException.class,
        () ->
            Substitution.of(variables, Set.of(), true, limits)
                .apply(new SourceObject(manifest, new Place("apps/web.yaml", 3)), secrets));
  }
}
