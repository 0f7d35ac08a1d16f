package dev.plumbline.driftdetector;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.driftdetector.model.Dependencies;
import dev.plumbline.driftdetector.model.DependencyState;
import dev.plumbline.service.CustomResources;
import dev.plumbline.service.ResourceView;
import java.util.Collection;
import java.util.Optional;

/** The applications as this process' watch shows them. */
record InformedApplications(CustomResources resources, ResourceView<DependencyState> states)
    implements Dependencies.Others {

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

  /** Which of them has a uid; only asked of what claims to be another's. */
  Optional<ApplicationKey> ofUid(String uid) {
    return resources.applications().all().stream()
        .filter(application -> application.uid().equals(uid))
        .map(Application::key)
        .findFirst();
  }
}
