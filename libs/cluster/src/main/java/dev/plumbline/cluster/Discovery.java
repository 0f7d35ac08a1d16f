package dev.plumbline.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which kinds a cluster serves and under which URLs. Reads one group and version at a time, so that
 * an aggregated API that is down hides only its own kinds; asks anew when a kind is missing, but
 * not more often than every two seconds for each group and version.
 */
final class Discovery {

  private static final Duration MISS_INTERVAL = Duration.ofSeconds(2);
  private static final String JSON = "application/json";

  private final Transport transport;
  private final Clock clock;
  private final Map<String, Kinds> byApiVersion = new ConcurrentHashMap<>();
  private final Map<String, Versions> byGroup = new ConcurrentHashMap<>();

  Discovery(Transport transport, Clock clock) {
    this.transport = transport;
    this.clock = clock;
  }

  /** The kind in that very version. */
  ApiResource resolve(String group, String version, String kind) throws ClusterException {
    return find(group, version, kind)
        .orElseThrow(() -> unknown(kind, group.isEmpty() ? version : group + "/" + version));
  }

  /**
   * The kind in the version the cluster prefers among those that have it. That it is in none is
   * known only when all answered.
   */
  ApiResource resolve(String group, String kind) throws ClusterException {
    ClusterException unanswered = null;
    for (String version : versions(group)) {
      try {
        Optional<ApiResource> found = find(group, version, kind);
        if (found.isPresent()) {
          return found.get();
        }
      } catch (ClusterException e) {
        unanswered = unanswered == null ? e : unanswered;
      }
    }
    throw unanswered != null
        ? unanswered
        : unknown(kind, group.isEmpty() ? "the core group" : group);
  }

  /** Forgets a group and version after the server denied a path that came from here. */
  void forget(ApiResource resource) {
    byApiVersion.remove(resource.apiVersion());
    byGroup.remove(resource.group());
  }

  private Optional<ApiResource> find(String group, String version, String kind)
      throws ClusterException {
    String apiVersion = group.isEmpty() ? version : group + "/" + version;
    Kinds known = byApiVersion.get(apiVersion);
    if (known == null || (!known.byKind().containsKey(kind) && stale(known.readAt()))) {
      known = new Kinds(clock.instant(), read(group, version));
      byApiVersion.put(apiVersion, known);
    }
    return Optional.ofNullable(known.byKind().get(kind));
  }

  /** Whatever was read in the future was read before the clock was set back. */
  private boolean stale(Instant readAt) {
    Instant now = clock.instant();
    return readAt.isAfter(now) || !now.isBefore(readAt.plus(MISS_INTERVAL));
  }

  private List<String> versions(String group) throws ClusterException {
    if (group.isEmpty()) {
      return List.of("v1");
    }
    Versions known = byGroup.get(group);
    if (known == null || (known.names().isEmpty() && stale(known.readAt()))) {
      known = new Versions(clock.instant(), readVersions(group));
      byGroup.put(group, known);
    }
    return known.names();
  }

  private List<String> readVersions(String group) throws ClusterException {
    JsonNode answer = fetch("/apis/" + ApiResource.encode(group), "API group " + group);
    List<String> names = new ArrayList<>();
    String preferred = answer.path("preferredVersion").path("version").asText("");
    if (!preferred.isEmpty()) {
      names.add(preferred);
    }
    for (JsonNode version : answer.path("versions")) {
      String name = version.path("version").asText("");
      if (!name.isEmpty() && !names.contains(name)) {
        names.add(name);
      }
    }
    return names;
  }

  private Map<String, ApiResource> read(String group, String version) throws ClusterException {
    String path =
        group.isEmpty()
            ? "/api/" + ApiResource.encode(version)
            : "/apis/" + ApiResource.encode(group) + "/" + ApiResource.encode(version);
    Map<String, ApiResource> byKind = new HashMap<>();
    for (JsonNode resource : fetch(path, "API " + path).path("resources")) {
      String plural = resource.path("name").asText();
      if (plural.isEmpty() || plural.contains("/")) {
        continue;
      }
      Set<String> verbs = new HashSet<>();
      resource.path("verbs").forEach(verb -> verbs.add(verb.asText()));
      String kind = resource.path("kind").asText();
      byKind.putIfAbsent(
          kind,
          new ApiResource(
              group, version, kind, plural, resource.path("namespaced").asBoolean(), verbs));
    }
    return byKind;
  }

  /** The answer; an empty object where the server has nothing under that path. */
  private JsonNode fetch(String path, String subject) throws ClusterException {
    Answer answer = transport.send(Request.get("discover", path, JSON));
    if (answer.code() == 404) {
      return Json.mapper().createObjectNode();
    }
    if (!answer.ok()) {
      throw StatusErrors.of(answer, subject, false);
    }
    return answer.object(subject);
  }

  /** The kind was served when it was looked up, and is not any more. */
  static ClusterException gone(ApiResource resource, ObjectRef ref) {
    return new ClusterException(
        Reason.UNKNOWN_KIND,
        404,
        ref
            + ": the cluster serves no kind "
            + resource.kind()
            + " in "
            + resource.apiVersion()
            + " any more");
  }

  private static ClusterException unknown(String kind, String where) {
    return new ClusterException(
        Reason.UNKNOWN_KIND,
        404,
        "the cluster serves no kind "
            + kind
            + " in "
            + where
            + "; is its CustomResourceDefinition"
            + " installed?");
  }

  private record Kinds(Instant readAt, Map<String, ApiResource> byKind) {}

  private record Versions(Instant readAt, List<String> names) {}
}
