package dev.plumbline.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.resources.Project;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A {@code Project} that is there, whether or not it can be read. One that cannot be read permits
 * nothing, not even what it permitted before: to take it for absent would open what it is to close,
 * and what was read last is forgotten with the process that read it.
 *
 * @param readable what it says; null when it cannot be read
 * @param fault what is wrong with it, by field; null when it can be read
 */
public record ProjectReading(
    String namespace, String name, @Nullable Project readable, @Nullable String fault) {

  private static final List<String> KINDS =
      List.of(
          "clusterResourceWhitelist",
          "clusterResourceBlacklist",
          "namespaceResourceWhitelist",
          "namespaceResourceBlacklist");

  /** One that can be read. */
  public static ProjectReading of(Project project) {
    return new ProjectReading(
        project.metadata().namespace(), project.metadata().name(), project, null);
  }

  /** One that cannot be read. */
  public static ProjectReading unreadable(String namespace, String name, String fault) {
    return new ProjectReading(namespace, name, null, fault);
  }

  static ProjectReading of(JsonNode resource) {
    JsonNode metadata = resource.path("metadata");
    String namespace = metadata.path("namespace").asText();
    String name = metadata.path("name").asText();
    String missing = missing(resource.path("spec"));
    if (missing != null) {
      return unreadable(namespace, name, missing + " is missing");
    }
    try {
      return of(Json.mapper().treeToValue(resource, Project.class));
    } catch (JsonProcessingException e) {
      return unreadable(namespace, name, ReadFault.of(resource, e));
    }
  }

  /** A kind that is not named would be one that a list of what is denied lets through. */
  private static @Nullable String missing(JsonNode spec) {
    if (spec.isMissingNode() || spec.isNull()) {
      return "spec";
    }
    for (String list : KINDS) {
      for (int i = 0; i < spec.path(list).size(); i++) {
        for (String field : List.of("group", "kind")) {
          if (!spec.path(list).path(i).hasNonNull(field)) {
            return "spec.%s[%d].%s".formatted(list, i, field);
          }
        }
      }
    }
    return null;
  }

  /** What it says; empty when it cannot be read. */
  public Optional<Project> project() {
    return Optional.ofNullable(readable);
  }

  /** Why it permits nothing; empty when it can be read. */
  public Optional<String> refusal() {
    return Optional.ofNullable(fault)
        .map(
            why ->
                "Project '%s' in namespace %s permits nothing, since it cannot be read: %s"
                    .formatted(name, namespace, why));
  }

  /** Whether it permits the same as another one. */
  public boolean permitsAs(ProjectReading other) {
    return Objects.equals(fault, other.fault)
        && Objects.equals(project().map(Project::spec), other.project().map(Project::spec));
  }
}
