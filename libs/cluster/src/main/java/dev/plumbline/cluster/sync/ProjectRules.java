package dev.plumbline.cluster.sync;

import dev.plumbline.contracts.Glob;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.resources.Application.Destination;
import dev.plumbline.contracts.resources.Project;
import dev.plumbline.contracts.resources.Project.GroupKind;
import dev.plumbline.contracts.resources.Project.ProjectDestination;
import dev.plumbline.contracts.resources.ServerUrl;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which objects a project lets its applications have, and where. Whoever renders asks by what it
 * believes of a kind's scope, whoever applies by what the cluster says.
 */
public final class ProjectRules {

  private static final String EVERYTHING = "*";

  private ProjectRules() {}

  /** Whether a project permits anything on a cluster. */
  public static boolean permitsCluster(Project project, Destination destination) {
    return !namespaces(project, destination).isEmpty();
  }

  /**
   * What a project has against an object, naming both; empty when it permits it.
   *
   * @param namespaced whether its kind has namespaces
   */
  public static Optional<String> violation(
      Project project, Destination destination, ObjectRef ref, boolean namespaced) {
    Optional<String> misplaced =
        namespaced ? namespace(project, destination, ref) : wholeCluster(project, destination, ref);
    return misplaced.or(() -> kind(project, ref, namespaced)).map(why -> ref + " " + why);
  }

  /** What a project has against a namespace that is created for an application's objects. */
  public static Optional<String> namespaceViolation(
      Project project, Destination destination, String namespace) {
    return namespaces(project, destination).stream().anyMatch(glob -> matches(glob, namespace))
        ? Optional.empty()
        : Optional.of(
            "namespace "
                + namespace
                + " of cluster "
                + destination.cluster()
                + " is not permitted by "
                + named(project)
                + ": add it to its spec.destinations");
  }

  /**
   * What a project has against waiting for applications of a namespace; its own it always permits.
   */
  public static Optional<String> dependencyViolation(Project project, String namespace) {
    return namespace.equals(project.metadata().namespace())
            || project.spec().dependencyNamespacesOrNone().stream()
                .anyMatch(glob -> matches(glob, namespace))
        ? Optional.empty()
        : Optional.of(
            "is in namespace "
                + namespace
                + ", whose applications "
                + named(project)
                + " does not let others wait for: add it to its spec.dependencyNamespaces");
  }

  private static Optional<String> namespace(
      Project project, Destination destination, ObjectRef ref) {
    return namespaces(project, destination).stream()
            .anyMatch(glob -> matches(glob, ref.namespace()))
        ? Optional.empty()
        : Optional.of(
            "is in namespace "
                + ref.namespace()
                + " of cluster "
                + destination.cluster()
                + ", which "
                + named(project)
                + " does not permit: add it to its spec.destinations");
  }

  /** A list of kinds stands for itself; without one, a destination of all namespaces does. */
  private static Optional<String> wholeCluster(
      Project project, Destination destination, ObjectRef ref) {
    List<String> namespaces = namespaces(project, destination);
    boolean listed = project.spec().clusterResourceWhitelist() != null;
    if (listed && namespaces.isEmpty()) {
      return Optional.of(
          "is on cluster "
              + destination.cluster()
              + ", which "
              + named(project)
              + " does not permit: add it to its spec.destinations");
    }
    return listed || namespaces.contains(EVERYTHING)
        ? Optional.empty()
        : Optional.of(
            "belongs to the whole cluster, which "
                + named(project)
                + " permits only with a destination whose namespace is '*', or by its"
                + " spec.clusterResourceWhitelist");
  }

  private static Optional<String> kind(Project project, ObjectRef ref, boolean namespaced) {
    Project.Spec spec = project.spec();
    String field = namespaced ? "spec.namespaceResource" : "spec.clusterResource";
    List<GroupKind> black =
        namespaced ? spec.namespaceResourceBlacklist() : spec.clusterResourceBlacklist();
    List<GroupKind> white =
        namespaced ? spec.namespaceResourceWhitelist() : spec.clusterResourceWhitelist();
    String denied = "is of a kind that " + named(project) + " does not permit: ";
    if (black != null && names(black, ref, true)) {
      return Optional.of(denied + "its " + field + "Blacklist names it");
    }
    return white == null || names(white, ref, false)
        ? Optional.empty()
        : Optional.of(
            denied
                + "add {group: '%s', kind: %s} to its %sWhitelist"
                    .formatted(ref.group(), ref.kind(), field));
  }

  /**
   * Whether kinds include an object's.
   *
   * @param unclear what holds of a glob that is not one
   */
  private static boolean names(List<GroupKind> kinds, ObjectRef ref, boolean unclear) {
    return kinds.stream()
        .anyMatch(
            it ->
                matches(it.group(), ref.group(), unclear)
                    && matches(it.kind(), ref.kind(), unclear));
  }

  /** The namespaces that are permitted on the application's cluster. */
  private static List<String> namespaces(Project project, Destination destination) {
    return project.spec().destinations().stream()
        .filter(it -> it.name() == null || matches(it.name(), destination.cluster()))
        .filter(it -> it.server() == null || matches(url(it.server()), server(destination)))
        .map(ProjectDestination::namespace)
        .toList();
  }

  /** The URL by which a cluster is known without asking: of the one that is named there is none. */
  private static String server(Destination destination) {
    String cluster = destination.cluster();
    if (cluster.equals(Destination.IN_CLUSTER)) {
      return ServerUrl.OWN;
    }
    return cluster.contains("://") ? cluster : "";
  }

  private static String url(String glob) {
    return ServerUrl.normal(glob).replaceAll("/+$", "");
  }

  private static String named(Project project) {
    return "Project '" + project.metadata().name() + "'";
  }

  private static boolean matches(String glob, String text) {
    return matches(glob, text, false);
  }

  private static boolean matches(@Nullable String glob, String text, boolean unclear) {
    try {
      return Glob.of(glob == null ? "" : glob).matches(text);
    } catch (IllegalArgumentException e) {
      return unclear;
    }
  }
}
