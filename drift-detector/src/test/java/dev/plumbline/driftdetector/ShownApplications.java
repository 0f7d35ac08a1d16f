package dev.plumbline.driftdetector;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.driftdetector.model.Dependencies;
import dev.plumbline.driftdetector.model.DependencyState;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Applications that a test shows. */
record ShownApplications(
    Map<ApplicationKey, Application> applications, Map<ApplicationKey, JsonNode> whole)
    implements Dependencies.Others {

  @Override
  public Optional<Application> application(ApplicationKey key) {
    return Optional.ofNullable(applications.get(key));
  }

  @Override
  public Optional<DependencyState> state(ApplicationKey key) {
    return whole(key).map(DependencyState::of);
  }

  @Override
  public Optional<JsonNode> whole(ApplicationKey key) {
    return Optional.ofNullable(whole.get(key));
  }

  @Override
  public Collection<DependencyState> all() {
    return whole.values().stream().map(DependencyState::of).toList();
  }

  @Override
  public Collection<Application> allApplications() {
    return applications.values();
  }

  @Override
  public Optional<String> violation(Application self, ApplicationKey other) {
    return Optional.empty();
  }
}
