package dev.plumbline.rendering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.FileEntry;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.MemoryTree;
import dev.plumbline.git.TreeLimits;
import dev.plumbline.helm.HelmSettings;
import dev.plumbline.helm.NativeHelm;
import dev.plumbline.jsonnet.Jsonnet;
import dev.plumbline.manifests.Checkpoint;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.manifests.RenderLimits;
import dev.plumbline.rendering.directory.DirectoryRenderer;
import dev.plumbline.rendering.helm.HelmRenderer;
import dev.plumbline.rendering.kustomize.KustomizeRenderer;
import dev.plumbline.testkit.Fixtures;
import dev.plumbline.workers.PoolListener;
import dev.plumbline.workers.WorkerPool;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Repositories that want something else than to be rendered, of every kind. */
class HostileRepositoryTest {

  private static final String CM = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
  private static final String CHART = "apiVersion: v2\nname: web\nversion: 1.0.0\n";

  @TempDir static Path directory;
  private static NativeHelm helm;
  private static WorkerPool pool;

  private final Map<String, byte[]> files = new HashMap<>();
  private final Map<String, String> links = new HashMap<>();
  private final ObjectNode spec = Fixtures.spec("https://example.com/org/repo", "app");

  @BeforeAll
  static void start() {
    helm =
        new NativeHelm(
            HelmSettings.of(directory.resolve("helm")).withTimeout(Duration.ofSeconds(3)),
            PoolListener.NONE);
    pool = new WorkerPool(Jsonnet.settings(directory.resolve("jsonnet"), 1), PoolListener.NONE);
  }

  @AfterAll
  static void stop() {
    helm.close();
    pool.close();
  }

  private HostileRepositoryTest given(String path, String text) {
    files.put(path, text.getBytes(UTF_8));
    return this;
  }

  private FileTree tree() {
    return new MemoryTree(files, links, TreeLimits.DEFAULT);
  }

  private Outcome outcome(FileTree tree) {
    KustomizeRenderer kustomize = new KustomizeRenderer();
    Jsonnet jsonnet = new Jsonnet(pool, RenderLimits.DEFAULT, Duration.ofSeconds(3));
    Application application = Fixtures.application("ns", "web", spec);
    return new Evaluation(
            new Renderers(
                List.of(
                    new HelmRenderer(helm, kustomize), DirectoryRenderer.with(jsonnet), kustomize)),
            Fixtures.CIPHER,
            RenderLimits.DEFAULT)
        .evaluate(
            application,
            Optional.empty(),
            Looks.sources(application, tree),
            Optional.empty(),
            Map.of(),
            Checkpoint.UNLIMITED);
  }

  private RenderFailure refused(FileTree tree) {
    Outcome outcome = outcome(tree);
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    return ((Outcome.Failed) outcome).failure();
  }

  @ParameterizedTest
  @CsvSource({
    "../../etc/passwd, is outside of the repository",
    "/etc/passwd, is outside of the repository",
    "/dev/zero, is outside of the repository",
    ".git/config, is outside of the repository",
    "loop.yaml, in circles",
  })
  void linksLeadNowhereButIntoTheRepository(String target, String why) {
    links.put("app/loop.yaml", target);
    assertThat(refused(tree()).message()).contains("app/loop.yaml", why);

    given("app/kustomization.yaml", "resources: [loop.yaml]\n");
    assertThat(refused(tree()).message()).contains("loop.yaml");

    files.remove("app/kustomization.yaml");
    given("app/Chart.yaml", CHART);
    links.put("app/templates/cm.yaml", target.equals("loop.yaml") ? "cm.yaml" : target);
    assertThat(refused(tree()).message()).contains("app/");

    files.remove("app/Chart.yaml");
    links.clear();
    links.put("lib/x.libsonnet", target.equals("loop.yaml") ? "x.libsonnet" : "../" + target);
    given("app/main.jsonnet", "import '../lib/x.libsonnet'");
    assertThat(refused(tree()).message()).contains("x.libsonnet");
  }

  @Test
  void importsLeadNowhereButIntoTheRepository() {
    for (String path : List.of("../../etc/passwd", "/etc/passwd", "../../../../proc/self/mem")) {
      given("app/main.jsonnet", "importstr '" + path + "'");
      assertThat(refused(tree()).message()).contains("app/main.jsonnet", path);
    }
  }

  @Test
  void whatLoopsOrAllocatesWithoutEndIsEndedAndTheNextIsServed() {
    given("app/main.jsonnet", "local f(x) = f(x + 1) tailstrict; f(0)");
    assertThat(refused(tree()).message()).contains("app/main.jsonnet");
    given("app/main.jsonnet", "std.length(std.repeat('x', 2000000000))");
    assertThat(refused(tree()).message()).contains("app/main.jsonnet");
    files.clear();
    given("app/Chart.yaml", CHART);
    given("app/templates/a.yaml", "{{ range until 2000000000 }}{{ . }}{{ end }}");
    assertThat(refused(tree()).reason().name()).isIn("TimedOut", "TooLarge");
    given(
        "app/templates/a.yaml",
        "{{ include \"a\" . }}{{ define \"a\" }}{{ include \"a\" . }}{{ end }}");
    assertThat(refused(tree()).reason().name()).isNotEqualTo("HelmUnavailable");

    given("app/templates/a.yaml", CM);
    assertThat(outcome(tree())).isInstanceOf(Outcome.Changed.class);
  }

  @Test
  void otherEncodingsThanUtf8AreToldAndMarksAndReturnsAreTaken() {
    files.put("app/a.yaml", CM.getBytes(StandardCharsets.UTF_16));
    assertThat(refused(tree()).message()).contains("app/a.yaml", "not UTF-8");

    given("app/a.yaml", "\uFEFF" + CM.replace("\n", "\r\n"));
    assertThat(outcome(tree())).isInstanceOf(Outcome.Changed.class);
  }

  @Test
  void aFileOfAGigabyteIsNotRead() {
    given("app/a.yaml", CM);
    FileTree small = tree();
    FileTree huge =
        new FileTree() {
          @Override
          public Optional<FileEntry> lookup(String path) {
            return small
                .lookup(path)
                .map(e -> new FileEntry(e.path(), e.kind(), e.objectId(), e.size() << 24));
          }

          @Override
          public List<FileEntry> list(String folder) {
            return small.list(folder);
          }

          @Override
          public byte[] read(String path) {
            throw new AssertionError(path + " is read");
          }
        };

    assertThat(refused(huge).message()).contains("app/a.yaml has", "the limit");
  }

  @Test
  void moreFilesThanADirectoryMayHaveAreToldWithTheNumber() {
    for (int i = 0; i <= TreeLimits.DEFAULT.maxEntries(); i++) {
      files.put("app/" + i + ".txt", new byte[0]);
    }

    assertThat(refused(tree()).message()).contains("app", "20000 entries");
  }
}
