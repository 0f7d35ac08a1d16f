package dev.plumbline.rendering;

import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.RenderWarning;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.Project;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.git.GitException;
import dev.plumbline.git.ReadSet;
import dev.plumbline.git.TreePath;
import dev.plumbline.manifests.Checkpoint;
import dev.plumbline.manifests.ManifestSet;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.manifests.RenderLimits;
import dev.plumbline.manifests.SecretValues;
import dev.plumbline.manifests.SourceObject;
import dev.plumbline.rendering.SourceFiles.SourceView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at an application at its sources' revisions: does its last good render stand, and if not,
 * what does it render to?
 */
public final class Evaluation {

  private static final String SEALING = "render-key";

  private final Renderers renderers;
  private final SecretCipher cipher;
  private final RenderLimits limits;

  public Evaluation(Renderers renderers, SecretCipher cipher, RenderLimits limits) {
    this.renderers = renderers;
    this.cipher = cipher;
    this.limits = limits;
  }

  /** A source that is rendered, and what renders it. */
  private record Part(SourceView view, String path, ManifestRenderer renderer) {}

  /**
   * What one evaluation works with.
   *
   * @param parts the sources that are rendered
   */
  private record Subject(
      Application application,
      ProjectPolicy policy,
      SourceFiles files,
      List<Part> parts,
      Remotes remotes,
      SecretValues secret,
      Checkpoint checkpoint) {}

  /**
   * Evaluates. Whatever is wrong becomes {@link Outcome.Failed}.
   *
   * @param project the project that the application names, if it exists
   * @param sources all of the application's sources, in order
   * @param good the last good render, if any
   * @param known what was got from outside of the sources so far
   */
  public Outcome evaluate(
      Application application,
      Optional<Project> project,
      List<SourceAt> sources,
      Optional<LastGood> good,
      Map<RemoteName, RemoteAnswer> known,
      Checkpoint checkpoint) {
    return look(
        application,
        project,
        sources,
        known,
        checkpoint,
        subject -> {
          if (good.isPresent() && stands(good.get(), subject, sources)) {
            subject.policy().checkObjects(good.get().objects());
            return new Outcome.Unchanged();
          }
          return render(subject);
        });
  }

  /**
   * What the sources render to as they are: nothing is checked of the objects, and nothing done to
   * them for the destination. Ends as {@link #evaluate} does, or with {@link Outcome.Built}.
   */
  public Outcome build(
      Application application,
      Optional<Project> project,
      List<SourceAt> sources,
      Map<RemoteName, RemoteAnswer> known,
      Checkpoint checkpoint) {
    return look(
        application,
        project,
        sources,
        known,
        checkpoint,
        subject -> {
          List<RenderWarning> warnings = new ArrayList<>();
          return new Outcome.Built(built(subject, warnings), warnings);
        });
  }

  /** What is done with sources that may be looked at. */
  @FunctionalInterface
  private interface Work {
    Outcome on(Subject subject) throws RenderException;
  }

  private Outcome look(
      Application application,
      Optional<Project> project,
      List<SourceAt> sources,
      Map<RemoteName, RemoteAnswer> known,
      Checkpoint checkpoint,
      Work work) {
    ProjectPolicy policy;
    try {
      policy = ProjectPolicy.of(application, project);
      for (SourceAt source : sources) {
        policy.checkSource(source.source(), source.revision().repository());
      }
    } catch (RenderException e) {
      return new Outcome.Failed(e.failure(), Optional.empty());
    }
    Remotes remotes = new Remotes(policy, known);
    SecretValues secret = new SecretValues();
    EncryptedFiles encrypted = new EncryptedFiles(application.spec().decryption(), remotes, secret);
    SourceFiles files = new SourceFiles(sources, encrypted::of);
    try {
      List<Part> parts = parts(application.spec(), files);
      return work.on(new Subject(application, policy, files, parts, remotes, secret, checkpoint));
    } catch (RemoteWanted e) {
      return new Outcome.Wanting(e.names());
    } catch (RenderException e) {
      return failed(e.failure(), files, known);
    } catch (RenderEnded e) {
      return failed(e.failure().failure(), files, known);
    } catch (GitException e) {
      return failed(GitFailures.of(e), files, known);
    }
  }

  private List<Part> parts(Application.Spec spec, SourceFiles files) throws RenderException {
    List<Part> parts = new ArrayList<>();
    for (SourceView view : files.views()) {
      Application.Source source = view.at().source();
      if (files.views().size() == 1 || !source.isOnlyReferred()) {
        String path = TreePath.normalise(source.pathOrRoot());
        parts.add(new Part(view, path, renderers.choose(view.files(), path, source, spec)));
      }
    }
    if (parts.isEmpty()) {
      throw new RenderException(
          FailureReason.InvalidSpec,
          "all of spec.sources have a ref and neither path nor chart, so that none is rendered:"
              + " give one of them a path");
    }
    return parts;
  }

  private boolean stands(LastGood good, Subject subject, List<SourceAt> sources)
      throws RenderException {
    return good.applicationUid().equals(subject.application().uid())
        && good.generation() == subject.application().metadata().generation()
        && good.renderKey().equals(key(subject, good.readSets(), good.remotes()))
        && SourceFiles.stillHold(good.readSets(), sources)
        && subject.remotes().stillAre(good.remotes());
  }

  private Outcome render(Subject subject) throws RenderException {
    Application application = subject.application();
    List<RenderWarning> warnings = new ArrayList<>();
    ManifestSet manifests =
        ManifestSet.of(
            LeftOut.without(built(subject, warnings), warnings),
            application.spec().destination().namespaceOrDefault(),
            new DestinationScopes(application.spec().destination().cluster(), subject.remotes()),
            limits,
            new SealedValues(cipher, subject.secret()));
    if (!application.spec().syncPolicyOrDefault().allowsEmpty()) {
      requireObjects(manifests, subject.parts());
    }
    subject.policy().checkObjects(manifests.places());
    List<ReadSet> read = subject.files().readSets();
    Map<RemoteName, String> used = subject.remotes().used();
    return new Outcome.Changed(
        key(subject, read, used), manifests.sealed(cipher, subject.secret()), read, used, warnings);
  }

  /** What all sources render to, as the application changes it. */
  private List<SourceObject> built(Subject subject, List<RenderWarning> warnings)
      throws RenderException {
    List<SourceObject> objects = new ArrayList<>();
    for (Part part : subject.parts()) {
      warnings.addAll(part.view().at().warnings());
      Rendered rendered = render(subject, part);
      objects.addAll(rendered.objects());
      warnings.addAll(rendered.warnings());
    }
    Application.Spec spec = subject.application().spec();
    return CommonMetadata.on(
        Variables.on(objects, spec.postBuild(), subject.remotes(), limits, subject.secret()),
        spec.commonMetadata());
  }

  /** With several sources, places tell which of them they are in. */
  private Rendered render(Subject subject, Part part) throws RenderException {
    SourceAt at = part.view().at();
    RenderInput input =
        new RenderInput(
            part.view().files(),
            part.path(),
            subject.application(),
            at.source(),
            subject.files().refs(),
            limits,
            subject.checkpoint(),
            subject.remotes());
    try {
      Rendered rendered = part.renderer().render(input);
      subject.checkpoint().check();
      return subject.files().views().size() == 1
          ? rendered
          : new Rendered(
              rendered.objects().stream()
                  .map(
                      object ->
                          new SourceObject(
                              object.manifest(), object.place().in(at.revision().repository())))
                  .toList(),
              rendered.warnings());
    } catch (RenderException e) {
      throw told(e, subject, at);
    } catch (RenderEnded e) {
      throw told(e.failure(), subject, at);
    }
  }

  private static RenderException told(RenderException failure, Subject subject, SourceAt at) {
    return subject.files().views().size() == 1
        ? failure
        : new RenderException(failure.failure().in(at.revision().repository()));
  }

  private static void requireObjects(ManifestSet manifests, List<Part> parts)
      throws RenderException {
    if (manifests.isEmpty()) {
      throw new RenderException(FailureReason.EmptyRender, empty(parts));
    }
    if (manifests.hasHooksOnly()) {
      throw new RenderException(
          FailureReason.EmptyRender,
          "there are only hooks, and no object that stays: set"
              + " spec.syncPolicy.automated.allowEmpty if that is meant");
    }
  }

  private static String empty(List<Part> parts) {
    Application.Source first = parts.get(0).view().at().source();
    boolean recursive = Boolean.TRUE.equals(first.directoryOrDefault().recurse());
    return "there are no manifests in '"
        + (first.pathOrRoot().isEmpty() ? "." : first.pathOrRoot())
        + "'"
        + (recursive ? "" : " itself (spec.source.directory.recurse is off)")
        + (parts.size() == 1 ? "" : ", nor in any other source")
        + ": correct spec.source, or set spec.syncPolicy.automated.allowEmpty if that is meant";
  }

  private String key(Subject subject, List<ReadSet> readSets, Map<RemoteName, String> remotes) {
    return RenderKey.of(
        subject.parts().stream().map(part -> part.renderer().name()).toList(),
        subject.application(),
        cipher.keyedDigest(SEALING),
        readSets,
        remotes);
  }

  private static Outcome failed(
      RenderFailure failure, SourceFiles files, Map<RemoteName, RemoteAnswer> known) {
    boolean ofTheFiles =
        !failure.retriable()
            && known.isEmpty()
            && !List.of(FailureReason.ProjectNotFound, FailureReason.NotPermitted)
                .contains(failure.reason());
    return new Outcome.Failed(
        failure, ofTheFiles ? Optional.of(files.readSets()) : Optional.empty());
  }
}
