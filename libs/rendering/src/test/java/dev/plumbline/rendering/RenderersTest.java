package dev.plumbline.rendering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.MemoryTree;
import dev.plumbline.git.SymlinkTree;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.rendering.directory.DirectoryRenderer;
import dev.plumbline.rendering.kustomize.KustomizeRenderer;
import dev.plumbline.testkit.Fixtures;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RenderersTest {

  private static final String PLAIN = "directory/1";
  private static final String BUILT = "kustomize/1";

  private final Renderers renderers =
      new Renderers(List.of(new DirectoryRenderer(), new KustomizeRenderer()));
  private final ObjectNode spec = Fixtures.spec("https://example.com/org/repo", "app");

  private String chosen(String file) throws RenderException {
    MemoryTree files = new MemoryTree(Map.of("app/" + file, new byte[0]));
    Application.Spec read = Fixtures.application("team", "web", spec).spec();
    return renderers.choose(new SymlinkTree(files), "app", read.allSources().get(0), read).name();
  }

  @Test
  void theFilesTellWhatAFolderIs() throws RenderException {
    assertThat(chosen("web.yaml")).isEqualTo(PLAIN);
    assertThat(chosen("kustomization.yml")).isEqualTo(BUILT);
    assertThatThrownBy(() -> chosen("Chart.yaml")).hasMessageContaining("a source for Helm");
  }

  @Test
  void aBlockOfTheSpecDecidesOverTheFiles() throws RenderException {
    spec.withObject("/source/directory");
    assertThat(chosen("kustomization.yaml")).isEqualTo(PLAIN);

    spec.withObject("/source").remove("directory");
    spec.withObject("/source/kustomize");
    assertThat(chosen("web.yaml")).isEqualTo(BUILT);
    assertThat(chosen("Chart.yaml")).isEqualTo(BUILT);
  }

  @Test
  void aSourceIsOfOneKind() {
    spec.withObject("/source/directory");
    spec.withObject("/source/kustomize");

    assertThatThrownBy(() -> chosen("web.yaml"))
        .hasMessageContaining("the source has both directory and kustomize");
  }

  @Test
  void whatFluxChangesIsBuilt() throws RenderException {
    spec.put("targetNamespace", "shop");

    assertThat(chosen("web.yaml")).isEqualTo(BUILT);
  }
}
