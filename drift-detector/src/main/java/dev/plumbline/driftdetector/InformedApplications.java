package dev.plumbline.driftdetector;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.cluster.sync.ProjectRules;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.driftdetector.model.Dependencies;
import dev.plumbline.driftdetector.model.DependencyState;
import dev.plumbline.service.CustomResources;
import dev.plumbline.service.ProjectReading;
import dev.plumbline.service.ResourceView;
import java.util.Collection;
import java.util.Optional;

/** The applications as this process' watch shows them. */
record InformedApplications(CustomResources resources, ResourceView<DependencyState> states)
    implements Dependencies.Others {

  /** The project that permits everything until somebody creates it. */
  private static final String DEFAULT_PROJECT = "default";

  InformedApplications(CustomResources resources) {
    this(resources, resources.applicationsAs(DependencyState::of));
  }

  @Override
  public Optional<Application> application(ApplicationKey key) {
    return resources.applications().get(key.namespace(), key.name());
  }

  @Override
  public Optional<DependencyState> state(ApplicationKey key) {
    return states.get(key.namespace(), key.name());
  }

  @Override
  public Optional<JsonNode> whole(ApplicationKey key) {
    return resources.application(key.namespace(), key.name());
  }

  @Override
  public Collection<DependencyState> all() {
    return states.all();
  }

  @Override
  public Collection<Application> allApplications() {
    return resources.applications().all();
  }

  @Override
  public Optional<String> violation(Application self, ApplicationKey other) {
    String namespace = self.key().namespace();
    if (other.namespace().equals(namespace)) {
      return Optional.empty();
    }
    String name = self.spec().projectOrDefault();
    Optional<ProjectReading> project = resources.projects().get(namespace, name);
    if (project.isEmpty()) {
      return name.equals(DEFAULT_PROJECT)
          ? Optional.empty()
          : Optional.of(
              "is in another namespace, and there is no Project '%s' in namespace %s to permit that: create it, or correct spec.project"
                  .formatted(name, namespace));
    }
    return project
        .get()
        .refusal()
        .map(why -> "is in another namespace: " + why)
        .or(
            () ->
                project
                    .get()
                    .project()
                    .flatMap(it -> ProjectRules.dependencyViolation(it, other.namespace())));
  }

  /** Which of them has a uid; only asked of what claims to be another's. */
  Optional<ApplicationKey> ofUid(String uid) {
    return resources.applications().all().stream()
        .filter(application -> application.uid().equals(uid))
        .map(Application::key)
        .findFirst();
  }
}
