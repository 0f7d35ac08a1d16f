package dev.plumbline.rendering;

import dev.plumbline.cluster.sync.ProjectRules;
import dev.plumbline.contracts.Glob;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.RenderResult.SourceError;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.Project;
import dev.plumbline.git.RepositoryUrl;
import dev.plumbline.manifests.Place;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.manifests.RenderFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an application's project lets it read and write. */
public final class ProjectPolicy {

  private static final String DEFAULT = "default";
  private static final String EVERYTHING = "*";

  private final Application application;
  private final @Nullable Project project;

  private ProjectPolicy(Application application, @Nullable Project project) {
    this.application = application;
    this.project = project;
  }

  /**
   * The policy for an application.
   *
   * @param project the project that it names, if that exists
   * @throws RenderException {@code ProjectNotFound}; only {@code default} may be missing, and then
   *     permits everything
   */
  public static ProjectPolicy of(Application application, Optional<Project> project)
      throws RenderException {
    String name = application.spec().projectOrDefault();
    if (project.isEmpty() && !name.equals(DEFAULT)) {
      throw new RenderException(
          FailureReason.ProjectNotFound,
          "there is no Project '"
              + name
              + "' in namespace "
              + application.metadata().namespace()
              + ": create it, or correct spec.project");
    }
    return new ProjectPolicy(application, project.orElse(null));
  }

  /**
   * Checks repository and cluster, before anything is read.
   *
   * @param repository normalised identity
   * @throws RenderException {@code NotPermitted}
   */
  public void checkSource(Application.Source source, String repository) throws RenderException {
    if (project == null) {
      return;
    }
    Stream<String> names = Stream.of(repository, source.repoURL());
    if (names.noneMatch(name -> anyMatches(project.spec().sourceRepos(), name))) {
      throw notPermitted(
          "does not permit the repository " + repository + ": add it to its spec.sourceRepos");
    }
    if (!ProjectRules.permitsCluster(project, application.spec().destination())) {
      throw notPermitted(
          "does not permit the cluster "
              + application.spec().destination().cluster()
              + ": add it to its spec.destinations");
    }
  }

  /**
   * Checks what is read from outside of the sources. What a kustomization names is never permitted
   * unless a project that exists says so; charts that charts depend on are, as sources are; and
   * what the application's owner names in its own namespace, or of its destination, always is.
   *
   * @throws RenderException {@code NotPermitted}
   */
  public void checkRemote(RemoteName remote) throws RenderException {
    switch (remote.kind()) {
      case REPOSITORY, FILE -> checkBase(remote);
      case CHART -> checkChart(remote);
      case SECRET, CONFIG_MAP, CLUSTER, SCOPE -> {}
    }
  }

  /** By its repository, or as a source that is this chart is named. */
  private void checkChart(RemoteName remote) throws RenderException {
    String repository = withoutScheme(remote.url()).replaceAll("/+$", "");
    String shown = repository + "/" + remote.chartName();
    if (project != null
        && Stream.of(remote.url(), repository, shown)
            .noneMatch(name -> anyMatches(project.spec().sourceRepos(), name))) {
      throw notPermitted(
          "does not permit " + remote + ": add " + shown + " to its spec.sourceRepos");
    }
  }

  private static String withoutScheme(String url) {
    return url.replaceFirst("^[a-zA-Z]+://([^/@]*@)?", "");
  }

  private void checkBase(RemoteName remote) throws RenderException {
    String shown = withoutScheme(remote.url());
    List<String> names = new ArrayList<>(List.of(remote.url(), shown));
    if (remote.kind() == RemoteName.Kind.REPOSITORY) {
      try {
        shown = RepositoryUrl.parse(remote.url()).id();
        names.add(shown);
      } catch (IllegalArgumentException e) {
        throw new RenderException(
            FailureReason.InvalidManifest,
            "a kustomization names a remote base: " + e.getMessage());
      }
    }
    List<String> permitted = project == null ? List.of() : project.spec().remoteBases();
    if (names.stream().noneMatch(name -> anyMatches(permitted, name))) {
      throw new RenderException(
          FailureReason.NotPermitted,
          "the kustomization reads "
              + remote
              + ", which is outside of the repository: "
              + (project == null
                  ? "create " + named() + " and add "
                  : named() + " does not permit it, add ")
              + shown
              + " to its spec.kustomize.remoteBases");
    }
  }

  /**
   * Checks where objects go, and of which kinds they are.
   *
   * @param objects objects and where they were read
   * @throws RenderException {@code NotPermitted}, naming rules and objects
   */
  public void checkObjects(Map<ObjectRef, Place> objects) throws RenderException {
    if (project == null) {
      return;
    }
    Application.Destination destination = application.spec().destination();
    List<SourceError> errors = new ArrayList<>();
    objects.forEach(
        (object, place) ->
            ProjectRules.violation(project, destination, object, !object.namespace().isEmpty())
                .ifPresent(
                    violation ->
                        errors.add(new SourceError(place.file(), place.line(), null, violation))));
    if (!errors.isEmpty()) {
      throw new RenderException(RenderFailure.of(FailureReason.NotPermitted, errors));
    }
  }

  private String named() {
    return "Project '" + application.spec().projectOrDefault() + "'";
  }

  private RenderException notPermitted(String message) {
    return new RenderException(FailureReason.NotPermitted, named() + " " + message);
  }

  private static boolean anyMatches(List<String> globs, String repository) {
    String text = repository.toLowerCase(Locale.ROOT);
    return globs.stream()
        .map(glob -> glob.toLowerCase(Locale.ROOT))
        .anyMatch(glob -> glob.equals(EVERYTHING) || matches(g -> Glob.of(g, '/'), glob, text));
  }

  /** A glob that is not one permits nothing. */
  private static boolean matches(Function<String, Glob> parser, String glob, String text) {
    try {
      return parser.apply(glob).matches(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
