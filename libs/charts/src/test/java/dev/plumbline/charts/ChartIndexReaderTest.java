package dev.plumbline.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChartIndexReaderTest {

  private static final String DIGEST = "ab".repeat(32);

  private static ChartIndex read(String index) {
    return ChartIndexReader.read(stream(index), "https://charts.test/index.yaml");
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void readsWhatRepositoriesWrite() {
    // given: fields in any order, other fields of any depth, comments, a document marker, CRLF
    String index =
        """
        # made by hand
        ---
        generated: 2026-01-01T00:00:00Z
        entries:
          web:
            - annotations: {images: "- a\\n- b", deep: [{a: [1, 2]}, []]}
              maintainers:
              - name: somebody
              urls: [ "https://files.test/web-1.2.0.tgz", "https://second.test/web.tgz" ]
              version: 1.2.0
              digest: sha256:%1$s
              created: 2026-01-01T00:00:00Z
            - name: web
              version: "1.1.0"
              urls:
              - web-1.1.0.tgz
          empty: []
        apiVersion: v1
        """
            .formatted(DIGEST)
            .replace("\n", "\r\n");

    // then
    assertThat(read(index).versions("web"))
        .containsExactly(
            new ChartEntry("1.2.0", DIGEST, "https://files.test/web-1.2.0.tgz"),
            new ChartEntry("1.1.0", null, "web-1.1.0.tgz"));
    assertThat(read(index).names()).containsExactly("web", "empty");
  }

  @Test
  void readsJson() {
    String index =
        """
        {"apiVersion":"v1","entries":{"web":[{"version":"1.2.0","digest":"%s","urls":["w.tgz"]}]}}
        """
            .formatted(DIGEST);

    assertThat(read(index).versions("web"))
        .containsExactly(new ChartEntry("1.2.0", DIGEST, "w.tgz"));
  }

  @Test
  void passesOverEntriesThatAreNone() {
    String index =
        """
        apiVersion: v1
        entries:
          web:
          - null
          - {version: not-a-version, urls: [a.tgz]}
          - {version: 1.0.0}
          - {version: 1.0.0, urls: []}
          - {version: 1.0.0, urls: ["a\\tb.tgz"]}
          - {version: 1.0.1, urls: [a.tgz]}
          odd: text
        """;

    assertThat(read(index).versions("web")).containsExactly(new ChartEntry("1.0.1", null, "a.tgz"));
    assertThat(read(index).versions("odd")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "<html>not here</html>, expected apiVersion and entries",
    "'entries: {}', no apiVersion",
    "'apiVersion: v1\nentries:\n\tweb: []', line 3",
    "'apiVersion: v1\nentries: {web: [{version: [1], urls: [a]}]}', line 2: expected a text",
    "'apiVersion: v1\nentries: {web: [{version: &v 1.0.0, urls: [*v]}]}', not an alias",
    "'', expected apiVersion and entries",
    "'apiVersion: v1\nentries: {web: [', expected",
  })
  void saysWhatIsWrongAndWhere(String index, String why) {
    assertThatThrownBy(() -> read(index))
        .isInstanceOfSatisfying(
            ChartException.class,
            e -> assertThat(e.reason()).isEqualTo(ChartException.Reason.CORRUPT))
        .hasMessageContaining("https://charts.test/index.yaml is not an index of charts")
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{a: ", "- "})
  void depthCostsNothing(String opening) {
    String index = "apiVersion: v1\nx: " + (opening.equals("- ") ? "\n" : "");

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () ->
            assertThatThrownBy(() -> read(index + opening.repeat(200_000)))
                .hasMessageContaining("deeper than 50"));
  }

  @Test
  void aliasesAreNotExpanded() {
    StringBuilder bomb = new StringBuilder("apiVersion: v1\na0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 40; i++) {
      bomb.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(8) + "x]\n");
    }

    assertThat(read(bomb + "entries: {}\n").names()).isEmpty();
  }

  @Test
  void aLargeIndexTakesLittleMemory() {
    // given: 20,000 versions with 20 MB of what is not asked for
    String filler = "x".repeat(1_000);
    var versions =
        IntStream.range(0, 20_000)
            .mapToObj(
                i ->
                    "  - description: "
                        + filler
                        + "\n    digest: "
                        + DIGEST
                        + "\n    urls:\n    - web-1.0."
                        + i
                        + ".tgz\n    version: 1.0."
                        + i
                        + "\n")
            .map(ChartIndexReaderTest::stream)
            .iterator();
    InputStream index =
        new SequenceInputStream(
            stream("apiVersion: v1\nentries:\n  web:\n"),
            new SequenceInputStream(
                new java.util.Enumeration<>() {
                  @Override
                  public boolean hasMoreElements() {
                    return versions.hasNext();
                  }

                  @Override
                  public InputStream nextElement() {
                    return versions.next();
                  }
                }));

    // when
    ChartIndex read = ChartIndexReader.read(index, "large");

    // then
    assertThat(read.versions("web")).hasSize(20_000);
    assertThat(read.bytes()).isLessThan(3_000_000);
    assertThat(Collections.max(read.names())).isEqualTo("web");
  }
}
