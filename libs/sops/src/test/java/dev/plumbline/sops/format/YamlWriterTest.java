package dev.plumbline.sops.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.sops.tree.Branch;
import dev.plumbline.sops.tree.Entry;
import dev.plumbline.sops.tree.Items;
import dev.plumbline.sops.tree.Pair;
import dev.plumbline.sops.tree.Scalar;
import dev.plumbline.sops.tree.Value;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

class YamlWriterTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "a",
        "a b",
        "yes",
        "n",
        "~",
        "null",
        "Null",
        "true",
        "1",
        "-1",
        "1.5",
        ".5",
        "0x1F",
        "1e3",
        "1_0",
        "0777",
        "2001-01-01",
        "12:30",
        ".inf",
        "- a",
        "-",
        "? a",
        ": a",
        "a:",
        "a: b",
        "a #b",
        "#a",
        "@a",
        "`a",
        "!a",
        "&a",
        "*a",
        "%a",
        "{a",
        "[a",
        "]",
        "}",
        ",",
        "'a",
        "\"a",
        "|",
        ">",
        "a\tb",
        "\ta",
        "a\t",
        " a",
        "a ",
        "a\nb",
        "a\nb\n",
        "a\n\n",
        "\n",
        "\n\n",
        "\na",
        " a\nb",
        "a\n b",
        "a \nb",
        "a\n \nb",
        "a\r\nb",
        "a\rb",
        "é中",
        "😀",
        "a\n😀",
        "\u2028",
        "\u0085",
        "a\n\u0085",
        "\uFEFFa",
        "a\nb\uFEFF",
        "\0",
        "\u001b[31m",
        "<<",
        "=",
        "---",
        "--- a",
        "...",
        "a\n---\nb",
        "a\n...\n",
        "a\n# b",
        "\uE000",
        "\uFFFF",
        "a\n\u200bb"
      })
  void keepsEveryText(String text) {
    Branch document =
        branch(
            new Pair("value", Scalar.of(text)),
            new Pair(
                "list", new Items(List.of(Scalar.of(text), new Items(List.of(Scalar.of(text)))))),
            new Pair("k" + text, branch(new Pair(text + "k", Scalar.of(text)))));
    assertThat(load(document).toString())
        .isEqualTo("{value=T, list=[T, [T]], kT={Tk=T}}".replace("T", text));
  }

  @Test
  void writesDocumentsInOrderAndEmptyOnesEmpty() {
    String yaml =
        YamlWriter.write(
            List.of(
                branch(new Pair("a", Scalar.of(1))),
                branch(),
                branch(new Pair("b", Scalar.of("1")))));
    assertThat(yaml).isEqualTo("a: 1\n---\n---\nb: \"1\"\n");
  }

  @Test
  void writesNestedCollections() {
    Value inner =
        new Items(
            List.of(
                branch(new Pair("x", Scalar.of(true)), new Pair("w", branch())),
                new Items(List.of()),
                new Items(List.of(Scalar.of(1.5), branch(new Pair("z", Scalar.NULL))))));
    Branch document = branch(new Pair("a", branch(new Pair("b", inner))));
    assertThat(YamlWriter.write(List.of(document)))
        .isEqualTo(
            """
            a:
                b:
                    - x: true
                      w: {}
                    - []
                    - - 1.5
                      - z: null
            """);
    assertThat(load(document)).hasToString("{a={b=[{x=true, w={}}, [], [1.5, {z=null}]]}}");
  }

  @Test
  void writesBytesThatAreNoTextAsBinary() {
    Scalar bytes = new Scalar(Scalar.Type.STRING, new byte[] {(byte) 0xFF, 0});
    assertThat(YamlWriter.write(List.of(branch(new Pair("a", bytes)))))
        .isEqualTo("a: !!binary /wA=\n");
  }

  private static Branch branch(Entry... entries) {
    return new Branch(List.of(entries));
  }

  private static Object load(Branch document) {
    byte[] yaml = YamlWriter.write(List.of(document)).getBytes(StandardCharsets.UTF_8);
    return new Load(LoadSettings.builder().build())
        .loadFromString(new String(yaml, StandardCharsets.UTF_8));
  }
}
