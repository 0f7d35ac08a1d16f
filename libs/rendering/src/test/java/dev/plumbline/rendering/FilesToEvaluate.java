package dev.plumbline.rendering;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.events.Desired;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.Project;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.git.MemoryTree;
import dev.plumbline.manifests.Checkpoint;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.manifests.RenderLimits;
import dev.plumbline.rendering.directory.DirectoryRenderer;
import dev.plumbline.rendering.kustomize.KustomizeRenderer;
import dev.plumbline.testkit.Fixtures;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Files of a repository, and an application that is evaluated on them. */
abstract class FilesToEvaluate {

  static final String CM = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";

  final Map<String, String> files = new HashMap<>(Map.of("app/a.yaml", CM));
  final Map<RemoteName, RemoteAnswer> known = new HashMap<>();
  RenderLimits limits = RenderLimits.DEFAULT;
  SecretCipher cipher = Fixtures.CIPHER;

  Outcome.Changed changed(Application application) {
    Outcome outcome = evaluate(application, (LastGood) null);
    assertThat(outcome).isInstanceOf(Outcome.Changed.class);
    return (Outcome.Changed) outcome;
  }

  Outcome evaluate(Application application, LastGood good) {
    return evaluation()
        .evaluate(
            application,
            Optional.empty(),
            Looks.sources(application, tree()),
            Optional.ofNullable(good),
            known,
            Checkpoint.UNLIMITED);
  }

  Outcome evaluate(Application application, Checkpoint checkpoint) {
    return evaluation()
        .evaluate(
            application,
            Optional.empty(),
            Looks.sources(application, tree()),
            Optional.empty(),
            known,
            checkpoint);
  }

  Outcome evaluate(Optional<Project> project, LastGood good) {
    return evaluation()
        .evaluate(
            application(),
            project,
            Looks.sources(application(), tree()),
            Optional.ofNullable(good),
            known,
            Checkpoint.UNLIMITED);
  }

  Evaluation evaluation() {
    return new Evaluation(
        new Renderers(List.of(new DirectoryRenderer(), new KustomizeRenderer())), cipher, limits);
  }

  MemoryTree tree() {
    Map<String, byte[]> bytes = new HashMap<>();
    files.forEach((path, text) -> bytes.put(path, text.getBytes(StandardCharsets.UTF_8)));
    return new MemoryTree(bytes);
  }

  static RenderFailure failure(Outcome outcome) {
    return ((Outcome.Failed) outcome).failure();
  }

  static Application application() {
    return Fixtures.application("ns", "web", spec());
  }

  static ObjectNode spec() {
    return Fixtures.spec("https://example.com/org/repo", "app");
  }

  static LastGood good(Outcome.Changed changed, long generation) {
    List<SourceRevision> revisions =
        List.of(new SourceRevision("example.com/org/repo", "HEAD", "1".repeat(40)));
    return LastGood.of(
        new Desired(
            application().key(),
            "uid-web",
            generation,
            1,
            changed.renderKey(),
            revisions,
            changed.manifests(),
            changed.readSets(revisions),
            new Trigger(Trigger.Cause.APPLICATION, null, null, Instant.EPOCH),
            Instant.EPOCH));
  }
}
