package dev.plumbline.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reads everything that a cluster serves: by aggregated discovery in three requests, else group
 * version by group version. An aggregated API that is down hides its kinds, not its version.
 */
final class ServedApis {

  private static final String JSON = "application/json";
  static final String AGGREGATED =
      JSON
          + ";g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
          + JSON
          + ";g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,"
          + JSON;

  /** Answers that say something about the caller or the whole server, not about one API. */
  private static final Set<Integer> OF_ALL = Set.of(401, 403, 429);

  private final Transport transport;
  private final TreeSet<String> found = new TreeSet<>();

  private ServedApis(Transport transport) {
    this.transport = transport;
  }

  static ClusterFacts read(Transport transport) throws ClusterException {
    ServedApis apis = new ServedApis(transport);
    String version = apis.fetch("/version", JSON).path("gitVersion").asText();
    apis.readAll("/api");
    apis.readAll("/apis");
    return new ClusterFacts(version, List.copyOf(apis.found));
  }

  private void readAll(String root) throws ClusterException {
    JsonNode answer = fetch(root, AGGREGATED);
    if (answer.path("kind").asText().equals("APIGroupDiscoveryList")) {
      answer.path("items").forEach(this::addGroup);
    } else {
      for (String groupVersion : groupVersions(answer)) {
        found.add(groupVersion);
        readResources(root, groupVersion);
      }
    }
  }

  private void addGroup(JsonNode group) {
    String name = group.path("metadata").path("name").asText("");
    for (JsonNode version : group.path("versions")) {
      String plain = version.path("version").asText();
      String groupVersion = name.isEmpty() ? plain : name + "/" + plain;
      found.add(groupVersion);
      if (!version.path("freshness").asText().equals("Stale")) {
        for (JsonNode resource : version.path("resources")) {
          addKind(groupVersion, resource.path("responseKind").path("kind"));
          for (JsonNode subresource : resource.path("subresources")) {
            addKind(groupVersion, subresource.path("responseKind").path("kind"));
          }
        }
      }
    }
  }

  /** What the core group's {@code APIVersions} or the others' {@code APIGroupList} names. */
  private static List<String> groupVersions(JsonNode answer) {
    List<String> names = new ArrayList<>();
    answer.path("versions").forEach(version -> names.add(version.asText()));
    for (JsonNode group : answer.path("groups")) {
      for (JsonNode version : group.path("versions")) {
        names.add(version.path("groupVersion").asText());
      }
    }
    return names;
  }

  private void readResources(String root, String groupVersion) throws ClusterException {
    String path = root;
    for (String part : groupVersion.split("/", -1)) {
      path += "/" + ApiResource.encode(part);
    }
    Answer answer = transport.send(Request.get("discover", path, JSON));
    if (OF_ALL.contains(answer.code())) {
      throw StatusErrors.of(answer, "API " + path, false);
    }
    if (answer.ok()) {
      for (JsonNode resource : answer.object("API " + path).path("resources")) {
        addKind(groupVersion, resource.path("kind"));
      }
    }
  }

  private void addKind(String groupVersion, JsonNode kind) {
    if (!kind.asText("").isEmpty()) {
      found.add(groupVersion + "/" + kind.asText());
    }
  }

  private JsonNode fetch(String path, String accept) throws ClusterException {
    Answer answer = transport.send(Request.get("discover", path, accept));
    if (answer.code() == 404) {
      return Json.mapper().createObjectNode();
    }
    if (!answer.ok()) {
      throw StatusErrors.of(answer, "API " + path, false);
    }
    return answer.object("API " + path);
  }
}
