package dev.plumbline.helm.values;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.helm.HelmException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ValuesMergeTest {

  /** Settings, and what a chart printed of its values with {@code helm template --set}. */
  static List<String> settings() throws IOException {
    return Files.readAllLines(Path.of("src/test/resources/values/set.tsv"));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aSettingIsReadAsHelmReadsIt(String line) {
    // given
    String expression = line.substring(0, line.indexOf('\t'));
    String printed = line.substring(line.indexOf('\t') + 1);
    ValuesMerge merge = new ValuesMerge().set(expression);

    // then
    if (printed.equals("error")) {
      assertThatThrownBy(merge::result)
          .isInstanceOf(HelmException.class)
          .hasMessageStartingWith("failed parsing set data: ");
    } else {
      assertThat(merge.result()).isEqualTo(ValuesYaml.object("", printed));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a={\"b\":[1,2.5,\"x\"]}|{\"a\":{\"b\":[1,2.5,\"x\"]}}",
        "a=1,b=\"x, y\" , c=null|{\"a\":1,\"b\":\"x, y\",\" c\":null}",
        "a=|{\"a\":null}",
        "a[1]={\"x\":1}|{\"a\":[null,{\"x\":1}]}"
      })
  void jsonSettingsAreValuesAsTheyAre(String expression, String expected) {
    assertThat(new ValuesMerge().setJson(expression).result()).hasToString(expected);
  }

  @Test
  void filesAreMergedInTheirOrder() {
    // when
    ObjectNode values =
        new ValuesMerge()
            .file("a.yaml", "map: {a: 1, b: {c: 2}}\nlist: [1, 2]\ngone: {x: 1}\nscalar: {y: 1}")
            .file("empty.yaml", "# nothing\n")
            .file("b.yaml", "map: {b: {d: 3}}\nlist: [3]\ngone: null\nscalar: text")
            .result();

    // then
    assertThat(values)
        .hasToString(
            "{\"map\":{\"a\":1,\"b\":{\"c\":2,\"d\":3}},\"list\":[3],\"gone\":null,"
                + "\"scalar\":\"text\"}");
  }

  @Test
  void settingsComeByKindNotByOrder() {
    // when
    ObjectNode values =
        new ValuesMerge()
            .setFile("a=path/x.txt")
            .setString("a=1,b=2")
            .set("a=3,b=3,c=3")
            .setJson("a={},b={},c={},d={}")
            .file("f.yaml", "a: f\nb: f\nc: f\nd: f\ne: f")
            .result(path -> "content of " + path);

    // then
    assertThat(values)
        .hasToString("{\"a\":\"content of path/x.txt\",\"b\":\"2\",\"c\":3,\"d\":{},\"e\":\"f\"}");
  }

  @Test
  void parametersAreSettingsWhoseCommasAreTheirOwn() {
    // when
    ObjectNode values =
        new ValuesMerge()
            .parameter("a", "x,y=z", false)
            .parameter("b", "{x,y}", false)
            .parameter("c\\.d", "8080", true)
            .parameter("e[0].f", "8080", false)
            .parameter("g", "done\\,already", false)
            .fileParameter("h", "a,b.txt")
            .result(path -> path);

    // then
    assertThat(values)
        .hasToString(
            "{\"a\":\"x,y=z\",\"b\":[\"x\",\"y\"],\"e\":[{\"f\":8080}],\"g\":\"done,already\","
                + "\"c.d\":\"8080\",\"h\":\"a,b.txt\"}");
  }

  @Test
  void messagesHoldNoValues() {
    // when
    HelmException failure =
        catchThrowableOfType(
            HelmException.class,
            () -> new ValuesMerge().parameter("password[0]x", "s3cret", true).result());

    // then
    assertThat(failure).hasMessageContaining("\"password\"");
    assertThat(failure.getMessage()).doesNotContain("s3cret");
    assertThatThrownBy(() -> new ValuesMerge().setJson("password=s3cret").result())
        .hasMessage("failed parsing set data: the value of key \"password\" is no JSON")
        .hasNoCause();
  }

  @Test
  void deepAndWideSettingsAreRefused() {
    assertThatThrownBy(() -> new ValuesMerge().set("a.".repeat(40) + "b=1").result())
        .hasMessageContaining("nested deeper than 30");
    assertThatThrownBy(() -> new ValuesMerge().set("a[999999999999999999]=1").result())
        .hasMessageContaining("is not between 0 and 65536");
    assertThatThrownBy(() -> new ValuesMerge().file("v.yaml", "[".repeat(100_000)))
        .isInstanceOf(HelmException.class)
        .hasMessageStartingWith("v.yaml");
    assertThatThrownBy(() -> new ValuesMerge().file("v.yaml", "a: 1\nb: [\n"))
        .isInstanceOf(HelmException.class)
        .hasMessageStartingWith("v.yaml:");
    assertThatThrownBy(() -> new ValuesMerge().file("v.yaml", "- a list"))
        .hasMessage("v.yaml: expected a mapping");
    assertThatThrownBy(
            () ->
                new ValuesMerge()
                    .file(
                        "v.yaml",
                        "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n"
                            + "c: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\n"
                            + "d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\n"
                            + "e: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]\n"
                            + "f: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e,*e]\n"))
        .isInstanceOf(HelmException.class);
    assertThat(new ValuesMerge().result()).isEqualTo(JsonNodeFactory.instance.objectNode());
  }
}
