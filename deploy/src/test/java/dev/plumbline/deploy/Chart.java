package dev.plumbline.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The Helm chart, rendered by Helm itself. */
final class Chart {

  /** Where it is. */
  static final Path DIRECTORY = Path.of("helm/plumbline");

  private static final String KUBERNETES = "1.33.0";

  private Chart() {}

  /** Helm on the chart. */
  static Helm helm() {
    return new Helm(DIRECTORY);
  }

  /**
   * What it renders as release {@code plumbline} in namespace {@code plumbline}.
   *
   * @param values YAML that is laid over the chart's own values
   */
  static List<Manifest> render(String values) {
    return render("plumbline", values);
  }

  /** As {@link #render(String)}, for a release of another name. */
  static List<Manifest> render(String release, String values) {
    try {
      Path file = Files.createTempFile("values", ".yaml");
      try {
        Files.writeString(file, values);
        TemplateCommand template =
            helm()
                .template()
                .withName(release)
                .withNamespace("plumbline")
                .withKubeVersion(KUBERNETES)
                .withValuesFile(file);
        return Manifest.all(template.call());
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The only object of a kind and name. */
  static Manifest the(List<Manifest> rendered, String kind, String name) {
    return rendered.stream()
        .filter(manifest -> manifest.kind().equals(kind) && manifest.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no " + kind + " " + name));
  }

  /** Fails when values name something that the chart has no value for. */
  static void assertKnown(String values) throws IOException {
    JsonNode known =
        Manifest.all(Files.readString(DIRECTORY.resolve("values.yaml"))).get(0).object();
    assertKnown("", Manifest.all(values).get(0).object(), known);
  }

  private static void assertKnown(String path, JsonNode given, JsonNode known) {
    // what is empty there takes anything
    if (!given.isObject() || known.isEmpty()) {
      return;
    }
    given
        .properties()
        .forEach(
            value -> {
              String name = path + value.getKey();
              assertThat(known.has(value.getKey())).as("the chart has a value %s", name).isTrue();
              assertKnown(name + ".", value.getValue(), known.path(value.getKey()));
            });
  }
}
