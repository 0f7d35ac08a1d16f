package dev.plumbline.cli.render;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.sync.HelmEvent;
import dev.plumbline.cluster.sync.SyncTraits;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.HookDeletePolicy;
import dev.plumbline.contracts.events.SyncPhase;
import dev.plumbline.manifests.Discretion;
import dev.plumbline.manifests.KindScope;
import dev.plumbline.manifests.ManifestSet;
import dev.plumbline.manifests.Place;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderLimits;
import dev.plumbline.manifests.SourceObject;
import dev.plumbline.testkit.harness.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the page on hooks and waves says is what objects are read as. */
class HooksInDocumentationTest {

  private static final Path DOCS = Path.of("../docs");
  private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
  private static final Pattern DOCUMENT = Pattern.compile("(?m)^---\n");
  private static final Pattern ANNOTATION = Pattern.compile("`([a-z0-9.]+/[a-z-]+)`");
  private static final Pattern WORD = Pattern.compile("`([a-z]+-?[a-z]*)`");

  private final String page = read("hooks-and-waves.md");

  private static String read(String name) {
    try {
      return Files.readString(DOCS.resolve(name));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private String section(String heading) {
    String after = page.substring(page.indexOf("\n" + heading + "\n") + heading.length() + 2);
    Matcher next = Pattern.compile("(?m)^#").matcher(after);
    return next.find() ? after.substring(0, next.start()) : after;
  }

  @Test
  void theSampleIsAHookBeforeTheSyncAndADeploymentInAWave() {
    // given
    Matcher block = YAML.matcher(page);
    assertThat(block.find()).isTrue();
    String[] documents = DOCUMENT.split(block.group(1), -1);

    // when
    SyncTraits migrate = SyncTraits.of(Cluster.parse(documents[0]));
    SyncTraits shop = SyncTraits.of(Cluster.parse(documents[1]));

    // then
    assertThat(migrate.phases()).containsExactly(SyncPhase.PRE_SYNC);
    assertThat(migrate.deletePolicies()).containsExactly(HookDeletePolicy.HOOK_SUCCEEDED);
    assertThat(shop.hook()).isFalse();
    assertThat(shop.wave()).isEqualTo(1);
  }

  @Test
  void everyManifestInTheDocumentationSaysWhatItMeans() throws IOException {
    int objects = 0;
    for (Path file : pages()) {
      Matcher block = YAML.matcher(Files.readString(file));
      while (block.find()) {
        for (String document : DOCUMENT.split(block.group(1), -1)) {
          assertThat(SyncTraits.faults(Cluster.parse(document)))
              .as(file + ": " + document)
              .isEmpty();
          objects++;
        }
      }
    }
    assertThat(objects).isGreaterThan(10);
  }

  private static List<Path> pages() throws IOException {
    try (Stream<Path> files = Files.walk(DOCS)) {
      return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
    }
  }

  @Test
  void aHookWithoutANameIsCalledAsThePageSays() throws RenderException {
    // given
    String sample = indented(section("### Names"));
    ObjectNode hook = Cluster.parse(sample);
    hook.put("apiVersion", "batch/v1").put("kind", "Job");

    // when
    List<String> names = new ArrayList<>();
    for (ObjectRef ref : rendered(hook).places().keySet()) {
      names.add(ref.name());
    }

    // then
    assertThat(names).singleElement().asString().matches("migrate-[0-9a-f]{6}-");
    assertThat(page).containsPattern("`migrate-[0-9a-f]{6}-`");
  }

  private static String indented(String section) {
    StringBuilder sample = new StringBuilder();
    section
        .lines()
        .filter(line -> line.startsWith("    "))
        .forEach(line -> sample.append(line.substring(4)).append('\n'));
    return sample.toString();
  }

  private static ManifestSet rendered(ObjectNode... objects) throws RenderException {
    List<SourceObject> found = new ArrayList<>();
    for (ObjectNode object : objects) {
      found.add(new SourceObject(object, new Place("hooks.yaml", 1)));
    }
    return ManifestSet.of(
        found, "default", KindScope.UNKNOWN, RenderLimits.DEFAULT, Discretion.NONE);
  }

  @Test
  void aFaultIsToldAsThePageSays() {
    // given
    ObjectNode job =
        Cluster.parse(
            "{apiVersion: batch/v1, kind: Job, metadata: {name: migrate, annotations:"
                + " {plumbline.dev/sync-wave: first}}}");

    // when
    RenderException failure = null;
    try {
      rendered(job);
    } catch (RenderException e) {
      failure = e;
    }

    // then
    assertThat(failure).isNotNull();
    assertThat(indented(section("## Annotations"))).isEqualTo(failure.getMessage() + "\n");
  }

  @Test
  void everyAnnotationOnThePageIsRead() {
    // given
    List<String> names =
        ANNOTATION
            .matcher(section("## Annotations"))
            .results()
            .map(match -> match.group(1))
            .distinct()
            .toList();

    // then
    assertThat(names).hasSizeGreaterThan(14);
    assertThat(names).allSatisfy(name -> assertThat(isRead(name)).as(name).isTrue());
  }

  private static boolean isRead(String annotation) {
    ObjectNode object = Json.mapper().createObjectNode();
    ObjectNode annotations = object.withObject("/metadata/annotations");
    if (annotation.endsWith("delete-policy")) {
      annotations.put("helm.sh/hook", "pre-install");
    }
    annotations.put(annotation, "?!");
    return SyncTraits.faults(object).stream().anyMatch(e -> e.annotation().equals(annotation))
        || !SyncTraits.of(object).unknownEvents().isEmpty();
  }

  @Test
  void everyEventOfHelmsIsOnThePage() {
    // given
    List<String> words =
        section("### Helm's hooks")
            .lines()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.split("\\|", -1)[1])
            .flatMap(cell -> WORD.matcher(cell).results().map(MatchResult::group))
            .map(word -> word.replace("`", ""))
            .toList();

    // then
    assertThat(words)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(HelmEvent.values()).map(HelmEvent::word).toList());
  }
}
