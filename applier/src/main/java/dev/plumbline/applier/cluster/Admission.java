package dev.plumbline.applier.cluster;

import dev.plumbline.applier.model.ObjectTask;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.sync.ProjectRules;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.Application.Destination;
import dev.plumbline.contracts.resources.Project;
import dev.plumbline.service.ProjectReading;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What an application's project has against what a plan is to write. It was asked before, when the
 * application was rendered; since then the project may have changed, and only here it is known for
 * sure which kinds have namespaces. What is deleted needs no permission.
 */
public final class Admission {

  /** Permits everything. */
  public static final Admission OPEN =
      new Admission(key -> Optional.empty(), (namespace, name) -> Optional.empty());

  private static final String DEFAULT = "default";

  private final Function<ApplicationKey, Optional<Application>> applications;
  private final BiFunction<String, String, Optional<ProjectReading>> projects;

  /**
   * Asks projects.
   *
   * @param applications the application of a key, as the informer shows it
   * @param projects the project of a namespace and name, as the informer shows it
   */
  public Admission(
      Function<ApplicationKey, Optional<Application>> applications,
      BiFunction<String, String, Optional<ProjectReading>> projects) {
    this.applications = applications;
    this.projects = projects;
  }

  /** Why a task is not to be done, naming rule and object; empty when it may be done. */
  Optional<String> violation(ClusterClient cluster, PlanMade plan, ObjectTask task)
      throws ClusterException {
    if (task instanceof ObjectTask.PruneObject || task instanceof ObjectTask.DeleteHook) {
      return Optional.empty();
    }
    Optional<Application> application =
        applications.apply(plan.application()).filter(it -> it.uid().equals(plan.applicationUid()));
    if (application.isEmpty()) {
      return Optional.empty();
    }
    String name = application.get().spec().projectOrDefault();
    Optional<ProjectReading> project = projects.apply(plan.application().namespace(), name);
    if (project.isEmpty()) {
      return name.equals(DEFAULT)
          ? Optional.empty()
          : Optional.of(
              "there is no Project '%s' in namespace %s: create it, or correct spec.project"
                  .formatted(name, plan.application().namespace()));
    }
    Optional<Project> readable = project.get().project();
    return readable.isEmpty()
        ? project.get().refusal()
        : violation(readable.get(), cluster, plan, task);
  }

  private static Optional<String> violation(
      Project project, ClusterClient cluster, PlanMade plan, ObjectTask task)
      throws ClusterException {
    Destination destination = destination(plan.cluster());
    if (task instanceof ObjectTask.EnsureNamespace && plan.namespaceMetadata() == null) {
      return ProjectRules.namespaceViolation(project, destination, task.ref().name());
    }
    return ProjectRules.violation(
        project, destination, task.ref(), isNamespaced(cluster, task.ref()));
  }

  /** A kind of which the cluster knows nothing is refused later, and better. */
  private static boolean isNamespaced(ClusterClient cluster, ObjectRef ref)
      throws ClusterException {
    try {
      return cluster.resolve(ref).namespaced();
    } catch (ClusterException e) {
      if (e.reason() != ClusterException.Reason.UNKNOWN_KIND) {
        throw e;
      }
      return !ref.namespace().isEmpty();
    }
  }

  private static Destination destination(String cluster) {
    boolean url = cluster.contains("://");
    @Nullable String name = url ? null : cluster;
    @Nullable String server = url ? cluster : null;
    return new Destination(name, server, null);
  }
}
