package dev.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.cluster.Definitions;
import dev.plumbline.contracts.resources.ResourceKind;
import dev.plumbline.testkit.TestCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds the documentation to what there is. */
class DocumentationTest {

  private static final Path DOCS = Path.of("../docs");
  private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");

  @Test
  void everyManifestInTheDocumentationIsAcceptedByTheApiServer(@TempDir Path folder)
      throws IOException {
    try (TestCluster cluster = TestCluster.start(folder);
        KubernetesClient client = cluster.client()) {
      Definitions.install(client, "installer", ResourceKind.values());
      int accepted = 0;
      for (Path page : pages()) {
        Matcher block = YAML.matcher(Files.readString(page));
        while (block.find()) {
          for (HasMetadata item : load(client, block.group(1))) {
            readersNamespace(client, item.getMetadata().getNamespace());
            HasMetadata answer = client.resource(item).dryRun().serverSideApply();
            assertThat(answer.getMetadata().getName()).as(page + ": " + item).isNotNull();
            accepted++;
          }
        }
      }
      assertThat(accepted).isGreaterThan(8);
    }
  }

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<Path> pages = new ArrayList<>(pages());
    pages.add(Path.of("../README.md"));
    pages.add(Path.of("../CONTRIBUTING.md"));
    for (Path page : pages) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        assertThat(page.resolveSibling(link.group(1))).as("link in " + page).exists();
      }
    }
  }

  /** Even a dry run is refused in a namespace that is not there; the reader has made it. */
  private static void readersNamespace(KubernetesClient client, @Nullable String name) {
    if (name != null) {
      client
          .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
          .serverSideApply();
    }
  }

  private static List<HasMetadata> load(KubernetesClient client, String yaml) {
    return client.load(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8))).items();
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(DOCS)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }
}
