package dev.plumbline.rendering.binary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.MemoryTree;
import dev.plumbline.git.RecordingTree;
import dev.plumbline.git.TreeLimits;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.rendering.Looks;
import dev.plumbline.rendering.Rendered;
import dev.plumbline.rendering.kustomize.KustomizeRenderer;
import dev.plumbline.rendering.kustomize.OfficialTool;
import dev.plumbline.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KustomizeProcessTest {

  private static final long MEMORY = 4L << 30;
  private static final String BUILT = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: built\n";

  @TempDir private Path bin;
  private final Map<String, byte[]> files = new HashMap<>();
  private final Map<String, String> links = new HashMap<>();
  private final ObjectNode spec = Fixtures.spec("https://example.com/org/repo", "app");
  private RecordingTree recording;

  @BeforeEach
  void givenAFolder() {
    files.put("app/kustomization.yaml", "resources: [cm.yaml]\n".getBytes(UTF_8));
    files.put("app/cm.yaml", BUILT.replace("built", "cm").getBytes(UTF_8));
    spec.withObject("/source/kustomize").put("engine", "binary").put("namePrefix", "blue-");
  }

  private OfficialTool tool(long outputBytes) {
    return new KustomizeProcess(List.of(bin), Duration.ofSeconds(2), MEMORY, outputBytes);
  }

  private Rendered render(OfficialTool tool) throws RenderException {
    Application application = Fixtures.application("team", "web", spec);
    recording = new RecordingTree(new MemoryTree(files, links, TreeLimits.DEFAULT));
    return new KustomizeRenderer(tool).render(Looks.input(application, recording, "app"));
  }

  private void install(String name, String script) throws IOException {
    Path file = bin.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private FailureReason failure(OfficialTool tool) {
    try {
      render(tool);
      throw new AssertionError("it was rendered");
    } catch (RenderException e) {
      return e.failure().reason();
    }
  }

  @Test
  void isRefusedUnlessTheOperatorAllowsIt() {
    assertThatThrownBy(() -> render(OfficialTool.REFUSED))
        .hasMessageContaining("plumbline.renderer.kustomize.binary");
  }

  @Test
  void saysWhenThereIsNoTool() {
    assertThatThrownBy(() -> render(tool(1_000)))
        .hasMessageContaining("neither kustomize nor kubectl");
  }

  @Test
  void worksOnACopyWithTheChangesOfTheApplicationAndNothingElse() throws Exception {
    // given
    files.put("other/deep/file.txt", "here".getBytes(UTF_8));
    links.put("app/inside", "../other/deep/file.txt");
    links.put("app/outside", "../../../etc/passwd");
    install(
        "kustomize",
        """
        cd "$2" || exit 3
        /bin/grep -q 'blue-' kustomization.yaml || exit 4
        [ "$(/bin/cat inside)" = here ] || exit 5
        [ -e outside ] && exit 6
        [ -n "$PLUMBLINE_SECRET$USER$KUBECONFIG" ] && exit 7
        /bin/cat <<'EOF'
        %sEOF
        """
            .formatted(BUILT));

    // when
    Rendered rendered = render(tool(1_000));

    // then
    assertThat(rendered.objects())
        .singleElement()
        .satisfies(
            object -> {
              assertThat(object.manifest().at("/metadata/name").asText()).isEqualTo("built");
              assertThat(object.place().toString()).startsWith("app (printed by");
            });
    assertThat(recording.readSet().entries()).containsKeys("other/deep/file.txt", "app/cm.yaml");
  }

  @Test
  void fallsBackToKubectlAndTellsWhatItSays() throws Exception {
    install("kubectl", "echo \"$1: no such field in $2/kustomization.yaml\" >&2; exit 1");

    assertThatThrownBy(() -> render(tool(1_000)))
        .hasMessage("kustomize: kustomize: no such field in app/kustomization.yaml");
  }

  @Test
  void isKilledWhenItTakesTooLongOrPrintsTooMuch() throws Exception {
    install("kustomize", "/bin/sleep 600 & wait");
    assertThat(failure(tool(1_000))).isEqualTo(FailureReason.TimedOut);

    install("kustomize", "while :; do echo 0123456789; done");
    assertThat(failure(tool(10_000))).isEqualTo(FailureReason.TooLarge);
  }

  @Test
  void theRealToolGivesWhatTheBuiltInEngineGives() throws Exception {
    Optional<Path> real =
        KustomizeProcess.searchPath().stream()
            .filter(
                each ->
                    Files.isExecutable(each.resolve("kustomize"))
                        || Files.isExecutable(each.resolve("kubectl")))
            .findFirst();
    assumeTrue(real.isPresent(), "neither kustomize nor kubectl is on the path");
    KustomizeProcess tool =
        new KustomizeProcess(List.of(real.get()), Duration.ofSeconds(30), MEMORY, 1_000_000);

    Rendered byTool = render(tool);
    spec.withObject("/source/kustomize").put("engine", "builtin");
    Rendered byOurs = render(tool);

    assertThat(byTool.objects())
        .extracting(each -> each.manifest().at("/metadata/name").asText())
        .containsExactly("blue-cm");
    assertThat(byTool.objects().get(0).manifest()).isEqualTo(byOurs.objects().get(0).manifest());
  }

  @Test
  void theRealToolReadsNothingElsewhere() throws Exception {
    Optional<Path> real =
        KustomizeProcess.searchPath().stream()
            .filter(each -> Files.isExecutable(each.resolve("kustomize")))
            .findFirst();
    assumeTrue(real.isPresent(), "kustomize is not on the path");
    files.put(
        "app/kustomization.yaml",
        "resources: ['https://192.0.2.1/org/repo//deploy?ref=main']\n".getBytes(UTF_8));

    assertThatThrownBy(
            () ->
                render(
                    new KustomizeProcess(
                        List.of(real.get()), Duration.ofSeconds(20), MEMORY, 1_000_000)))
        .hasMessageContaining("kustomize: ");
  }
}
