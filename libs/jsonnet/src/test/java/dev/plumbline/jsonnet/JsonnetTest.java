package dev.plumbline.jsonnet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.resources.JsonnetSource;
import dev.plumbline.git.GitException;
import dev.plumbline.git.MemoryTree;
import dev.plumbline.git.RecordingTree;
import dev.plumbline.git.SymlinkTree;
import dev.plumbline.git.TreeLimits;
import dev.plumbline.manifests.Checkpoint;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderLimits;
import dev.plumbline.manifests.SourceObject;
import dev.plumbline.workers.PoolListener;
import dev.plumbline.workers.WorkerPool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files in memory, evaluated in a real child. */
class JsonnetTest {

  private static final String MAIN = "apps/web.jsonnet";
  private static final RenderLimits LIMITS =
      new RenderLimits(200, 200_000, 2_000_000, 100, 10_000, 10_000, 1_000, 2_000_000);

  @TempDir static Path directory;
  private static WorkerPool pool;

  private final Map<String, byte[]> files = new TreeMap<>();
  private final Map<String, String> links = new TreeMap<>();
  private final TreeMap<String, String> externals = new TreeMap<>();
  private final TreeMap<String, String> arguments = new TreeMap<>();
  private Duration timeout = Duration.ofSeconds(60);

  @BeforeAll
  static void open() {
    pool = new WorkerPool(Jsonnet.settings(directory, 1), PoolListener.NONE);
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  @Test
  void rendersAnObject() throws RenderException {
    List<SourceObject> objects =
        evaluate("{ apiVersion: 'v1', kind: 'ConfigMap', n: 1.0, b: 0.5 }");
    assertThat(objects).hasSize(1);
    assertThat(objects.get(0).place()).hasToString(MAIN);
    assertThat(objects.get(0).manifest())
        .hasToString("{\"apiVersion\":\"v1\",\"b\":0.5,\"kind\":\"ConfigMap\",\"n\":1}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "null | ''",
        "[] | ''",
        "[o('a'), o('b')] | a b",
        "[o('a'), [o('b'), null]] | a b",
        "{ x: o('a'), w: { z: o('b') } } | b a",
        "{ apiVersion: 'v1', kind: 'List', items: [o('a'), [o('b')]] } | a b",
        "{ apiVersion: 'v1', kind: 'PodList', items: [{ metadata: { name: 'a' } }] } | a",
        "function() o('a') | a",
        "{ hidden:: o('a'), shown: o('b') } | b",
      })
  void findsManifests(String value, String names) throws RenderException {
    String local =
        "local o(n) = { apiVersion: 'v1', kind: 'Pod', metadata: { name: n } };\n" + value;
    assertThat(evaluate(local).stream().map(o -> o.manifest().at("/metadata/name").asText()))
        .containsExactly(names.isEmpty() ? new String[0] : names.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "42 | in the value: expected a manifest, or an array or object of manifests, found a"
            + " number",
        "{ a: [null, 'x'] } | in a[1]: expected a manifest",
        "{ a: { kind: 'Pod' } } | in a: there is kind but no apiVersion",
        "{ apiVersion: 'v1' } | in the value: there is apiVersion but no kind",
        "1e308 * 10 | a number that is too large",
      })
  void namesWhatIsNoManifest(String value, String expected) {
    assertThat(failure(value)).hasMessageContaining(expected);
  }

  @Test
  void importsFromItsFolderThenTheLibraries() throws RenderException {
    file("apps/near.libsonnet", "'near'");
    file("lib/near.libsonnet", "'far'");
    file("lib/k.libsonnet", "import 'deep/inner.libsonnet'");
    file("lib/deep/inner.libsonnet", "importstr '../text.txt'");
    file("lib/text.txt", "from a library");
    file("other/k.libsonnet", "'the second of two'");
    file("root.txt", "text");
    files.put("apps/bytes.bin", new byte[] {0, (byte) 0xFF});
    assertThat(
            value(
                "[import 'near.libsonnet', import 'k.libsonnet', importstr '../root.txt',"
                    + " importbin 'bytes.bin']",
                "lib",
                "other"))
        .isEqualTo("[\"near\",\"from a library\",\"text\",[0,255]]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "import '../../etc/passwd' | it leads out of the repository",
        "import '/etc/passwd' | it must be relative to the repository",
        "importstr 'link' | is outside of the repository",
        "import '../.git/config' | \".git\" is not part of the files",
        "import 'none.libsonnet' | there is no file none.libsonnet to import: looked in apps",
        "import '../folder' | folder is no file",
        "importstr '../binary' | binary is not UTF-8 text: importbin reads bytes",
        "importstr '../large' | large has 300000 bytes, the limit is 200000",
      })
  void importsNothingElse(String text, String expected) {
    files.put("folder/file", new byte[0]);
    files.put("binary", new byte[] {(byte) 0xFF});
    files.put("large", new byte[300_000]);
    links.put("apps/link", "../../etc/passwd");
    RenderException failure = failure("\n\n" + text);
    assertThat(failure).hasMessageContaining(expected);
    assertThat(failure.failure().errors().get(0).file()).isEqualTo(MAIN);
    assertThat(failure.failure().errors().get(0).line()).isEqualTo(3);
  }

  @Test
  void recordsWhatItReads() throws RenderException {
    file("lib/k.libsonnet", "{}");
    file(MAIN, "[import 'k.libsonnet']");
    RecordingTree recording = new RecordingTree(new MemoryTree(files));
    new Jsonnet(pool, LIMITS, timeout)
        .evaluate(
            recording,
            MAIN,
            new JsonnetOptions(Map.of(), Map.of(), List.of("lib")),
            "test",
            Checkpoint.UNLIMITED);
    assertThat(recording.readSet().entries().keySet())
        .containsExactlyInAnyOrder(MAIN, "apps/k.libsonnet", "lib/k.libsonnet");
  }

  @Test
  void seesAChangedImportInTheNextCall() throws RenderException {
    file("apps/a.libsonnet", "1");
    assertThat(value("import 'a.libsonnet'")).isEqualTo("1");
    file("apps/a.libsonnet", "2");
    assertThat(value("import 'a.libsonnet'")).isEqualTo("2");
  }

  @Test
  void givesVariablesAndArguments() throws RenderException {
    externals.put("e", "{ x: 1 + 1 }");
    arguments.put("name", "\"it's \\\"quoted\\\"\"");
    assertThat(value("function(name, other='d') [std.extVar('e').x, name, other]"))
        .isEqualTo("[2,\"it's \\\"quoted\\\"\",\"d\"]");
    arguments.put("unknown", "1");
    assertThat(failure("function(name) {}"))
        .hasMessageContaining("there is no parameter 'unknown'");
  }

  @Test
  void readsOptionsAsArgoCdDoes() throws RenderException {
    JsonnetOptions options =
        JsonnetOptions.of(
            new JsonnetSource(
                List.of(
                    new JsonnetSource.Variable("a", "x\"y", null),
                    new JsonnetSource.Variable("b", "[1]", true)),
                List.of(),
                List.of("vendor", "./lib/")),
            "apps");
    assertThat(options.externals()).isEqualTo(Map.of("a", "\"x\\\"y\"", "b", "[1]"));
    assertThat(options.libraries()).containsExactly("lib", "vendor", "apps");
    assertThatThrownBy(
            () ->
                JsonnetOptions.of(new JsonnetSource(List.of(), List.of(), List.of("../x")), "apps"))
        .hasMessageContaining("spec.source.directory.jsonnet.libs");
  }

  @Test
  void namesFileAndLineOfAnError() {
    file("apps/a.libsonnet", "{\n  f(x): error 'no ' + x,\n}");
    RenderException failure = failure("local a = import 'a.libsonnet';\n{ b: a.f('way') }");
    assertThat(failure).hasMessage("apps/a.libsonnet:2: Jsonnet: no way");
    assertThat(failure("{\n  a: 1,\n  b: }").failure().errors().get(0).line()).isEqualTo(3);
    assertThat(failure("std.get(1, 'a')").failure().errors().get(0).file()).isEqualTo(MAIN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "local f(x) = f(x + 1) + 1; f(0) | nested too deep",
        "local a = { b: self.b }; a.b | nested too deep",
        "local s = std.foldl(function(a, x) a + a, std.range(1, 40), 'xxxxxxxx'); [s] | memory",
        "std.range(1, 1000000000) | memory",
        "import 'loop.libsonnet' | nested too deep",
        "[[x, y] for x in std.range(1, 300) for y in std.range(1, 300)] | more than 10000 values",
      })
  void endsWhatGrowsWithoutEnd(String text, String expected) throws RenderException {
    file("apps/loop.libsonnet", "(import 'loop.libsonnet') + 1");
    assertThat(failure(text)).hasMessageContaining(expected);
    assertThat(value("1 + 1")).isEqualTo("2");
  }

  @Test
  void endsWhatTakesTooLong() throws RenderException {
    timeout = Duration.ofMillis(700);
    RenderException failure =
        failure(
            "std.foldl(function(a, x) (a + x) % 7, std.range(1, 100000), 0) + std.length([1 for a"
                + " in std.range(1, 9999) for b in std.range(1, 99999) if a == b])");
    assertThat(failure.failure().reason()).isIn(FailureReason.TimedOut, FailureReason.TooLarge);
    timeout = Duration.ofSeconds(60);
    assertThat(value("1 + 1")).isEqualTo("2");
  }

  @Test
  void makesNoObjectsOfClassesThatYamlNames() {
    assertThat(failure("std.parseYaml('a: !!java.net.URL [\"http://localhost\"]').a[0] + 1 + {}"))
        .hasMessageNotContaining("URL");
  }

  @Test
  void passesOnWhatTheTreeCannotDo() {
    assertThatThrownBy(
            () ->
                new Jsonnet(pool, LIMITS, timeout)
                    .evaluate(
                        new SymlinkTree(new Unreachable()),
                        MAIN,
                        new JsonnetOptions(Map.of(), Map.of(), List.of()),
                        "test",
                        Checkpoint.UNLIMITED))
        .isInstanceOf(GitException.class)
        .hasMessage("the disk is gone");
  }

  @Test
  void stopsWhenItsCallerMust() {
    RenderException stop = new RenderException(FailureReason.TimedOut, "enough");
    assertThatThrownBy(
            () ->
                evaluate(
                    "{}",
                    () -> {
                      throw stop;
                    }))
        .isSameAs(stop);
  }

  /** What a value is, as JSON; it is no manifest, so it is made the field of one. */
  private String value(String text, String... libraries) throws RenderException {
    boolean function = text.startsWith("function(");
    String wrapped =
        function
            ? text.replaceFirst("\\) ", ") { apiVersion: 'v1', kind: 'X', v: ") + " }"
            : "{ apiVersion: 'v1', kind: 'X', v: " + text + " }";
    file(MAIN, wrapped);
    return evaluate(Checkpoint.UNLIMITED, List.of(libraries)).get(0).manifest().get("v").toString();
  }

  private List<SourceObject> evaluate(String text) throws RenderException {
    return evaluate(text, Checkpoint.UNLIMITED);
  }

  private List<SourceObject> evaluate(String text, Checkpoint checkpoint) throws RenderException {
    file(MAIN, text);
    return evaluate(checkpoint, List.of());
  }

  private List<SourceObject> evaluate(Checkpoint checkpoint, List<String> libraries)
      throws RenderException {
    return new Jsonnet(pool, LIMITS, timeout)
        .evaluate(
            new SymlinkTree(new MemoryTree(files, links, TreeLimits.DEFAULT)),
            MAIN,
            new JsonnetOptions(externals, arguments, libraries),
            "test",
            checkpoint);
  }

  private RenderException failure(String text) {
    return catchThrowableOfType(RenderException.class, () -> evaluate(text));
  }

  private void file(String path, String text) {
    files.put(path, text.getBytes(StandardCharsets.UTF_8));
  }
}
