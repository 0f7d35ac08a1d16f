package dev.plumbline.rendering.kustomize;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.DirectoryTree;
import dev.plumbline.git.TreeLimits;
import dev.plumbline.kustomize.yaml.YamlEmitter;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.SourceObject;
import dev.plumbline.rendering.Looks;
import dev.plumbline.rendering.RenderInput;
import dev.plumbline.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A folder with files in {@code in/app}, what an application changes of them in {@code
 * application.yaml}, and what comes of it in {@code out.yaml} or {@code error.txt}.
 */
record OverridesCase(Path folder) {

  private static final Path CASES = Path.of("src/test/resources/kustomize");
  static final String APP = "app";

  static Stream<String> names() throws IOException {
    try (Stream<Path> folders = Files.list(CASES)) {
      return folders.map(each -> each.getFileName().toString()).sorted().toList().stream();
    }
  }

  static OverridesCase of(String name) {
    return new OverridesCase(CASES.resolve(name));
  }

  Path files() {
    return folder.resolve("in");
  }

  Application.Spec spec() throws IOException {
    return application().spec();
  }

  private Application application() throws IOException {
    ObjectNode spec = Fixtures.spec("https://example.com/org/repo", APP);
    Object given =
        new Load(LoadSettings.builder().build())
            .loadFromString(Files.readString(folder.resolve("application.yaml")));
    Json.mapper().readerForUpdating(spec).readValue(Json.mapper().writeValueAsString(given));
    return Fixtures.application("team", "web", spec);
  }

  /** What it is built to, as text. */
  String render() throws IOException, RenderException {
    RenderInput input =
        Looks.input(application(), new DirectoryTree(files(), TreeLimits.DEFAULT), APP);
    return yaml(new KustomizeRenderer().render(input).objects());
  }

  @SuppressWarnings("unchecked")
  private static String yaml(List<SourceObject> objects) {
    StringBuilder text = new StringBuilder();
    for (SourceObject object : objects) {
      text.append(text.isEmpty() ? "" : "---\n");
      YamlEmitter.write(Json.mapper().convertValue(object.manifest(), Map.class), text);
    }
    return text.toString();
  }
}
