package dev.plumbline.cli.render;

import dev.plumbline.cli.render.RenderedObjects.RenderedObject;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.Manifest;
import dev.plumbline.contracts.events.RenderWarning;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.Project;
import dev.plumbline.contracts.resources.ResourceMeta;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.kustomize.yaml.YamlEmitter;
import dev.plumbline.manifests.Checkpoint;
import dev.plumbline.manifests.Place;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.manifests.RenderLimits;
import dev.plumbline.manifests.SourceObject;
import dev.plumbline.rendering.Evaluation;
import dev.plumbline.rendering.Outcome;
import dev.plumbline.rendering.RemoteAnswer;
import dev.plumbline.rendering.RemoteName;
import dev.plumbline.rendering.Renderers;
import dev.plumbline.rendering.SourceAt;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Renders as the renderer does, and gets what it wants on the way. Whoever runs the command may
 * read whatever the command line permits, so no project stands in the way.
 */
final class SourceRender {

  private static final String SEPARATOR = "---\n";
  private static final int MOST_ROUNDS = 100;
  private static final Project EVERYTHING =
      new Project(
          new ResourceMeta(
              "default", "default", "default", 1, Map.of(), Map.of(), List.of(), null, null),
          new Project.Spec(
              null,
              List.of("*"),
              List.of(new Project.ProjectDestination(null, "*")),
              new Project.KustomizePermissions(List.of("*"))));

  private final Evaluation evaluation;
  private final SecretCipher cipher;
  private final OutsideAnswers outside;

  SourceRender(Renderers renderers, OutsideAnswers outside) {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    this.cipher = new SecretCipher(KeyRing.of("local", key));
    this.evaluation = new Evaluation(renderers, cipher, RenderLimits.DEFAULT);
    this.outside = outside;
  }

  /** What sources render to, as they are. */
  RenderedFolder built(Application application, List<SourceAt> sources, String shown) {
    return ended(
        known ->
            evaluation.build(
                application, Optional.of(EVERYTHING), sources, known, Checkpoint.UNLIMITED),
        shown);
  }

  /** What an application would be applied as. */
  RenderedFolder applied(Application application, List<SourceAt> sources, String shown) {
    return ended(evaluation(application, Optional.of(EVERYTHING), sources), shown);
  }

  /** The objects that an application would be applied as, if its project permits it. */
  RenderedObjects objects(
      Application application, Optional<Project> project, List<SourceAt> sources, String shown) {
    Outcome outcome = outcome(evaluation(application, project, sources));
    List<SourceRevision> revisions = sources.stream().map(SourceAt::revision).toList();
    if (outcome instanceof Outcome.Changed changed) {
      return new RenderedObjects(
          changed.manifests().stream()
              .map(
                  manifest ->
                      new RenderedObject(
                          manifest.ref(),
                          manifest.object(),
                          cipher.open(manifest.object()),
                          manifest.origin()))
              .toList(),
          revisions,
          changed.warnings().stream().map(RenderWarning::message).toList(),
          List.of());
    }
    return new RenderedObjects(List.of(), revisions, List.of(), unfinished(outcome, shown));
  }

  private Function<Map<RemoteName, RemoteAnswer>, Outcome> evaluation(
      Application application, Optional<Project> project, List<SourceAt> sources) {
    return known ->
        evaluation.evaluate(
            application, project, sources, Optional.empty(), known, Checkpoint.UNLIMITED);
  }

  private Outcome outcome(Function<Map<RemoteName, RemoteAnswer>, Outcome> look) {
    Map<RemoteName, RemoteAnswer> known = new HashMap<>();
    Outcome outcome = look.apply(known);
    for (int i = 0; i < MOST_ROUNDS && outcome instanceof Outcome.Wanting wanting; i++) {
      for (RemoteName name : wanting.remotes()) {
        known.put(name, outside.get(name));
      }
      outcome = look.apply(known);
    }
    return outcome;
  }

  private RenderedFolder ended(
      Function<Map<RemoteName, RemoteAnswer>, Outcome> look, String shown) {
    Outcome outcome = outcome(look);
    if (outcome instanceof Outcome.Built built) {
      return printed(
          built.objects().stream().map(SourceObject::manifest).toList(), built.warnings());
    }
    if (outcome instanceof Outcome.Changed changed) {
      return printed(
          changed.manifests().stream().map(Manifest::object).map(cipher::open).toList(),
          changed.warnings());
    }
    return RenderedFolder.failed(unfinished(outcome, shown));
  }

  private static List<String> unfinished(Outcome outcome, String shown) {
    return outcome instanceof Outcome.Failed failed
        ? lines(shown, failed.failure())
        : List.of(shown + ": it needs more than " + MOST_ROUNDS + " things from elsewhere");
  }

  private static RenderedFolder printed(
      List<? extends Object> manifests, List<RenderWarning> warnings) {
    StringBuilder yaml = new StringBuilder();
    for (Object manifest : manifests) {
      yaml.append(yaml.isEmpty() ? "" : SEPARATOR);
      YamlEmitter.write(Json.mapper().convertValue(manifest, Map.class), yaml);
    }
    return new RenderedFolder(
        yaml.toString().getBytes(StandardCharsets.UTF_8),
        warnings.stream().map(RenderWarning::message).toList(),
        List.of());
  }

  /** Every fault with its file, line and field. */
  static List<String> lines(String shown, RenderFailure failure) {
    if (failure.errors().isEmpty()) {
      return List.of(shown + ": " + failure.message());
    }
    return failure.errors().stream()
        .map(
            error ->
                shown
                    + ": "
                    + new Place(error.file(), error.line())
                    + (error.field() == null ? "" : ": " + error.field())
                    + ": "
                    + error.message())
        .toList();
  }
}
