package dev.plumbline.renderer.model;

import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.Project;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.GitException;
import dev.plumbline.git.ReadSet;
import dev.plumbline.git.RecordingTree;
import dev.plumbline.git.SymlinkTree;
import dev.plumbline.git.TreePath;
import dev.plumbline.manifests.Checkpoint;
import dev.plumbline.manifests.ManifestSet;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderFailure;
import dev.plumbline.manifests.RenderLimits;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks at an application at a commit: does its last good render stand, and if not, what does it
 * render to?
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

  /**
   * Evaluates. Whatever is wrong becomes {@link Outcome.Failed}.
   *
   * @param project the project that the application names, if it exists
   * @param repository normalised identity of the repository
   * @param commit the repository at the commit
   * @param good the last good render, if any
   * @param known what was got from outside of the repository so far
   */
  public Outcome evaluate(
      Application application,
      Optional<Project> project,
      String repository,
      FileTree commit,
      Optional<LastGood> good,
      Map<RemoteName, RemoteAnswer> known,
      Checkpoint checkpoint) {
    RecordingTree recording = new RecordingTree(commit);
    try {
      ProjectPolicy policy = ProjectPolicy.of(application, project);
      policy.checkSource(repository);
      SymlinkTree files = new SymlinkTree(recording);
      String path = TreePath.normalise(application.spec().source().pathOrRoot());
      ManifestRenderer renderer = renderers.choose(files, path, application.spec());
      Remotes remotes = new Remotes(policy, known);
      if (good.isPresent()
          && stands(good.get(), application, renderer, commit)
          && remotes.stillAre(good.get().remotes())) {
        policy.checkObjects(good.get().objects());
        return new Outcome.Unchanged();
      }
      RenderInput input =
          new RenderInput(files, path, application.spec(), limits, checkpoint, remotes);
      return render(application, policy, renderer, input, recording);
    } catch (RemoteWanted e) {
      return new Outcome.Wanting(e.name());
    } catch (RenderException e) {
      return failed(e.failure(), recording, known);
    } catch (GitException e) {
      return failed(GitFailures.of(e), recording, known);
    }
  }

  private boolean stands(
      LastGood good, Application application, ManifestRenderer renderer, FileTree commit) {
    return good.applicationUid().equals(application.uid())
        && good.generation() == application.metadata().generation()
        && good.renderKey().equals(key(renderer, application, good.readSet(), good.remotes()))
        && good.readSet().stillHolds(commit);
  }

  private Outcome render(
      Application application,
      ProjectPolicy policy,
      ManifestRenderer renderer,
      RenderInput input,
      RecordingTree recording)
      throws RenderException {
    Rendered rendered = renderer.render(input);
    input.checkpoint().check();
    ManifestSet manifests =
        ManifestSet.of(
            CommonMetadata.on(rendered.objects(), application.spec().commonMetadata()),
            application.spec().destination().namespaceOrDefault(),
            limits);
    if (manifests.isEmpty() && !application.spec().syncPolicyOrDefault().allowsEmpty()) {
      throw new RenderException(FailureReason.EmptyRender, empty(application.spec().source()));
    }
    policy.checkObjects(manifests.places());
    return new Outcome.Changed(
        key(renderer, application, recording.readSet(), input.remotes().used()),
        manifests.sealed(cipher),
        recording.readSet(),
        input.remotes().used());
  }

  private static String empty(Application.Source source) {
    boolean recursive = Boolean.TRUE.equals(source.directoryOrDefault().recurse());
    return "there are no manifests in '"
        + (source.pathOrRoot().isEmpty() ? "." : source.pathOrRoot())
        + "'"
        + (recursive ? "" : " itself (spec.source.directory.recurse is off)")
        + ": correct spec.source, or set spec.syncPolicy.automated.allowEmpty if that is meant";
  }

  private String key(
      ManifestRenderer renderer,
      Application application,
      ReadSet readSet,
      Map<RemoteName, String> remotes) {
    return RenderKey.of(
        renderer.name(), application, cipher.keyedDigest(SEALING), readSet, remotes);
  }

  private static Outcome failed(
      RenderFailure failure, RecordingTree recording, Map<RemoteName, RemoteAnswer> known) {
    boolean ofTheFiles =
        !failure.retriable()
            && known.isEmpty()
            && !List.of(FailureReason.ProjectNotFound, FailureReason.NotPermitted)
                .contains(failure.reason());
    return new Outcome.Failed(
        failure, ofTheFiles ? Optional.of(recording.readSet()) : Optional.empty());
  }
}
