package dev.plumbline.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.events.Desired;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.MemoryTree;
import dev.plumbline.manifests.Checkpoint;
import dev.plumbline.manifests.RenderLimits;
import dev.plumbline.rendering.directory.DirectoryRenderer;
import dev.plumbline.testkit.Fixtures;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SeveralSourcesTest {

  private static final String CM = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\n";

  private final Map<String, String> shop = new HashMap<>(Map.of("app/a.yaml", CM.formatted("a")));
  private final Map<String, String> more = new HashMap<>(Map.of("b.yaml", CM.formatted("b")));
  private final ObjectNode spec = Fixtures.spec("https://example.com/org/shop", "app");

  SeveralSourcesTest() {
    ObjectNode first = (ObjectNode) spec.remove("source");
    spec.withArray("/sources")
        .add(first)
        .add(first.deepCopy().put("repoURL", "https://example.com/org/more").put("path", "."));
  }

  private Application application() {
    return Fixtures.application("ns", "web", spec);
  }

  private List<SourceAt> sources() {
    List<Application.Source> sources = application().spec().allSources();
    return List.of(
        new SourceAt(sources.get(0), revision("shop"), tree(shop)),
        new SourceAt(sources.get(1), revision("more"), tree(more)));
  }

  private static SourceRevision revision(String name) {
    return new SourceRevision("example.com/org/" + name, "HEAD", "1".repeat(40));
  }

  private static MemoryTree tree(Map<String, String> files) {
    Map<String, byte[]> bytes = new HashMap<>();
    files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return new MemoryTree(bytes);
  }

  private Outcome evaluate(LastGood good) {
    return new Evaluation(
            new Renderers(List.of(new DirectoryRenderer())), Fixtures.CIPHER, RenderLimits.DEFAULT)
        .evaluate(
            application(),
            Optional.empty(),
            sources(),
            Optional.ofNullable(good),
            Map.of(),
            Checkpoint.UNLIMITED);
  }

  private LastGood good() {
    Outcome.Changed changed = (Outcome.Changed) evaluate(null);
    List<SourceRevision> revisions = sources().stream().map(SourceAt::revision).toList();
    return LastGood.of(
        new Desired(
            application().key(),
            application().uid(),
            1,
            1,
            changed.renderKey(),
            revisions,
            changed.manifests(),
            changed.readSets(revisions),
            new Trigger(Trigger.Cause.APPLICATION, null, null, Instant.EPOCH),
            Instant.EPOCH));
  }

  @Test
  void allAreRenderedIntoOneSetAndPlacesTellWhichIsWhich() {
    assertThat(((Outcome.Changed) evaluate(null)).manifests())
        .extracting(manifest -> manifest.ref().name() + " " + manifest.origin())
        .containsExactly("a example.com/org/shop/app/a.yaml:1", "b example.com/org/more/b.yaml:1");
  }

  @Test
  void aChangeOfAnyIsSeenAndWhatNoneReadsChangesNothing() {
    // given
    more.put("unread/c.yaml", "fine: 1");
    LastGood good = good();

    // when
    more.put("unread/c.yaml", "broken: [");
    Outcome unread = evaluate(good);
    more.put("b.yaml", CM.formatted("other"));
    Outcome read = evaluate(good);

    // then
    assertThat(unread).isEqualTo(new Outcome.Unchanged());
    assertThat(read).isInstanceOf(Outcome.Changed.class);
  }

  @Test
  void anObjectThatTwoHaveIsAFaultThatNamesBothPlaces() {
    // given
    more.put("b.yaml", CM.formatted("a"));

    // when
    Outcome.Failed failed = (Outcome.Failed) evaluate(null);

    // then
    assertThat(failed.failure().reason()).isEqualTo(FailureReason.InvalidManifest);
    assertThat(failed.failure().message())
        .contains("example.com/org/more/b.yaml:1", "example.com/org/shop/app/a.yaml:1");
  }

  @Test
  void aFaultTellsWhichSourceItIsIn() {
    // given
    more.put("b.yaml", "a: [");

    // when
    Outcome.Failed failed = (Outcome.Failed) evaluate(null);

    // then
    assertThat(failed.failure().message()).startsWith("example.com/org/more/b.yaml:1");
    assertThat(failed.failure().errors().get(0).file()).isEqualTo("example.com/org/more/b.yaml");
  }

  @Test
  void whatIsOnlyReferredToRendersNothing() {
    // given
    ObjectNode second = (ObjectNode) spec.withArray("/sources").get(1);
    second.put("ref", "values").remove("path");
    more.put("b.yaml", "not: a manifest");

    // then
    assertThat(((Outcome.Changed) evaluate(null)).manifests())
        .extracting(manifest -> manifest.ref().name())
        .containsExactly("a");
  }

  @Test
  void sourcesThatAreAllOnlyReferredToAreAFaultOfTheSpec() {
    // given
    spec.withArray("/sources")
        .forEach(source -> ((ObjectNode) source).put("ref", "values").remove("path"));

    // then
    Outcome.Failed failed = (Outcome.Failed) evaluate(null);
    assertThat(failed.failure().reason()).isEqualTo(FailureReason.InvalidSpec);
    assertThat(failed.failure().message()).contains("give one of them a path");
  }
}
