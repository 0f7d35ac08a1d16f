package dev.plumbline.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lists the kinds that a cluster serves: by aggregated discovery in two requests, else group
 * version by group version. Versions of a group are read in the order of its preference, and the
 * first that has a kind counts.
 */
final class KindListing {

  private static final String JSON = "application/json";

  /** Answers that say something about the caller or the whole server, not about one API. */
  private static final Set<Integer> OF_ALL = Set.of(401, 403, 429);

  private final Transport transport;
  private final Map<String, ApiResource> kinds = new LinkedHashMap<>();
  private final List<String> silent = new ArrayList<>();

  private KindListing(Transport transport) {
    this.transport = transport;
  }

  static ServedKinds read(Transport transport) throws ClusterException {
    KindListing listing = new KindListing(transport);
    listing.readAll("/api");
    listing.readAll("/apis");
    return new ServedKinds(List.copyOf(listing.kinds.values()), listing.silent);
  }

  private void readAll(String root) throws ClusterException {
    Answer answer = transport.send(Request.get("discover", root, ServedApis.AGGREGATED));
    if (!answer.ok()) {
      throw StatusErrors.of(answer, "API " + root, false);
    }
    JsonNode index = answer.object("API " + root);
    if (index.path("kind").asText().equals("APIGroupDiscoveryList")) {
      index.path("items").forEach(this::addGroup);
      return;
    }
    for (JsonNode version : index.path("versions")) {
      readVersion(root, "", version.asText());
    }
    for (JsonNode group : index.path("groups")) {
      for (String version : byPreference(group)) {
        readVersion(root, group.path("name").asText(), version);
      }
    }
  }

  private static List<String> byPreference(JsonNode group) {
    List<String> versions = new ArrayList<>();
    versions.add(group.path("preferredVersion").path("version").asText(""));
    group.path("versions").forEach(version -> versions.add(version.path("version").asText("")));
    return versions.stream().filter(version -> !version.isEmpty()).distinct().toList();
  }

  private void addGroup(JsonNode group) {
    String name = group.path("metadata").path("name").asText("");
    for (JsonNode version : group.path("versions")) {
      String plain = version.path("version").asText();
      if (version.path("freshness").asText().equals("Stale")) {
        silent.add(name.isEmpty() ? plain : name + "/" + plain);
        continue;
      }
      for (JsonNode resource : version.path("resources")) {
        add(
            name,
            plain,
            resource.path("responseKind").path("kind").asText(),
            resource.path("resource").asText(),
            resource.path("scope").asText().equals("Namespaced"),
            resource.path("verbs"));
      }
    }
  }

  private void readVersion(String root, String group, String version) throws ClusterException {
    String path =
        root
            + (group.isEmpty() ? "" : "/" + ApiResource.encode(group))
            + "/"
            + ApiResource.encode(version);
    Answer answer = transport.send(Request.get("discover", path, JSON));
    if (OF_ALL.contains(answer.code())) {
      throw StatusErrors.of(answer, "API " + path, false);
    }
    if (!answer.ok()) {
      silent.add(group.isEmpty() ? version : group + "/" + version);
      return;
    }
    for (JsonNode resource : answer.object("API " + path).path("resources")) {
      add(
          group,
          version,
          resource.path("kind").asText(),
          resource.path("name").asText(),
          resource.path("namespaced").asBoolean(),
          resource.path("verbs"));
    }
  }

  /** Subresources bear a slash in their names. */
  private void add(
      String group,
      String version,
      String kind,
      String plural,
      boolean namespaced,
      JsonNode allowed) {
    if (kind.isEmpty() || plural.isEmpty() || plural.contains("/")) {
      return;
    }
    Set<String> verbs = new HashSet<>();
    allowed.forEach(verb -> verbs.add(verb.asText()));
    kinds.putIfAbsent(
        group + "/" + kind, new ApiResource(group, version, kind, plural, namespaced, verbs));
  }
}
