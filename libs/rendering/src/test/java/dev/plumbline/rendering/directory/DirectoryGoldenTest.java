package dev.plumbline.rendering.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.Manifest;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.MemoryTree;
import dev.plumbline.git.TreeLimits;
import dev.plumbline.manifests.Checkpoint;
import dev.plumbline.manifests.Place;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.manifests.RenderLimits;
import dev.plumbline.rendering.Evaluation;
import dev.plumbline.rendering.Looks;
import dev.plumbline.rendering.Outcome;
import dev.plumbline.rendering.Renderers;
import dev.plumbline.rendering.SourceAt;
import dev.plumbline.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * Each folder of {@code directory/} is a case: {@code in/} is the repository, {@code
 * application.yaml} (optional) completes the Application's spec, {@code links.txt} (optional) has
 * symlinks; {@code out.yaml} or {@code error.txt} is what comes of it. {@code -Dgolden=write}
 * writes those of new cases.
 */
class DirectoryGoldenTest {

  private static final Path CASES = Path.of("src/test/resources/directory");

  static Stream<String> cases() throws IOException {
    try (Stream<Path> folders = Files.list(CASES)) {
      return folders.map(f -> f.getFileName().toString()).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void rendersAsTheFolderSays(String name) throws IOException {
    // given
    Path folder = CASES.resolve(name);
    Application application = Fixtures.application("team", "web", specOf(folder));

    // when
    List<SourceAt> sources = Looks.sources(application, repository(folder));
    Evaluation evaluation =
        new Evaluation(
            new Renderers(List.of(new DirectoryRenderer())), Fixtures.CIPHER, RenderLimits.DEFAULT);
    Outcome outcome =
        Looks.withoutCluster(
            known ->
                evaluation.evaluate(
                    application,
                    Optional.empty(),
                    sources,
                    Optional.empty(),
                    known,
                    Checkpoint.UNLIMITED));

    // then
    boolean failed = outcome instanceof Outcome.Failed;
    Path expected = folder.resolve(failed ? "error.txt" : "out.yaml");
    String actual =
        outcome instanceof Outcome.Failed f
            ? show(f.failure())
            : show(((Outcome.Changed) outcome).manifests());
    assertThat(folder.resolve(failed ? "out.yaml" : "error.txt")).doesNotExist();
    if (!Files.exists(expected) && "write".equals(System.getProperty("golden"))) {
      Files.writeString(expected, actual);
      fail("wrote " + expected + ": read it, then run again");
    }
    assertThat(actual).isEqualTo(Files.readString(expected));
  }

  private static ObjectNode specOf(Path folder) throws IOException {
    Path file = folder.resolve("application.yaml");
    ObjectNode spec = Fixtures.spec("https://example.com/org/repo", "");
    if (Files.exists(file)) {
      Object given =
          new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
      Json.mapper().readerForUpdating(spec).readValue(Json.mapper().writeValueAsString(given));
    }
    return spec;
  }

  private static FileTree repository(Path folder) throws IOException {
    Path in = folder.resolve("in");
    Map<String, byte[]> files = new HashMap<>();
    try (Stream<Path> all = Files.walk(in)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(in.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    Map<String, String> links = new HashMap<>();
    if (Files.exists(folder.resolve("links.txt"))) {
      for (String line : Files.readAllLines(folder.resolve("links.txt"))) {
        links.put(line.split(" -> ")[0], line.split(" -> ")[1]);
      }
    }
    return new MemoryTree(files, links, TreeLimits.DEFAULT);
  }

  private static String show(RenderFailure failure) {
    return failure.reason()
        + ": "
        + failure.message()
        + "\n"
        + failure.errors().stream()
            .map(
                e ->
                    "  "
                        + new Place(e.file(), e.line())
                        + (e.field() == null ? "" : " [" + e.field() + "]")
                        + " "
                        + e.message()
                        + "\n")
            .collect(Collectors.joining());
  }

  private static String show(List<Manifest> manifests) {
    Dump dump =
        new Dump(
            DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setExplicitStart(true)
                .build());
    return manifests.stream()
        .map(
            manifest ->
                "# "
                    + manifest.ref()
                    + ", from "
                    + manifest.origin()
                    + "\n"
                    + dump.dumpToString(
                        Json.mapper()
                            .convertValue(Fixtures.CIPHER.open(manifest.object()), TreeMap.class)))
        .collect(Collectors.joining());
  }
}
