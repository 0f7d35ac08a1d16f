package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.Marks;
import dev.plumbline.cluster.PatchType;
import dev.plumbline.cluster.TestCluster;
import dev.plumbline.cluster.ownership.Examination.Outcome;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectDrift.PathDrift;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.contracts.secrets.SecretCipher;
import java.util.List;
import java.util.Optional;

/**
 * One object that is ours on a cluster, spoken of in one API version: applied, then looked at.
 *
 * @param manifest what we apply, cleaned and named
 */
record Story(TestCluster cluster, ObjectNode manifest, ObjectRef ref) {

  private static final String SELF = "plumbline";

  private static final SecretCipher CIPHER = new SecretCipher(KeyRing.of("test", new byte[32]));

  static Story of(TestCluster cluster, ObjectNode manifest) {
    return new Story(cluster, manifest, cluster.ref(manifest));
  }

  /** The same object in another version of its API. */
  Story at(String apiVersion) {
    ObjectNode moved = manifest.deepCopy();
    return of(cluster, moved.put("apiVersion", apiVersion));
  }

  Inventory.Applied apply() throws ClusterException {
    ObjectNode answer = cluster.client().apply(ref, marked(), SELF, true, false).object();
    return Ownership.learn(answer, SELF, CIPHER, manifest, "digest");
  }

  void merge(String patch) throws ClusterException {
    patch(PatchType.MERGE, TestCluster.yaml(patch));
  }

  void json(String operations) throws ClusterException {
    patch(PatchType.JSON, TestCluster.yaml("{p: " + operations + "}").get("p"));
  }

  private void patch(PatchType type, JsonNode patch) throws ClusterException {
    cluster.client().patch(ref, null, type, patch, "other");
  }

  ObjectNode live() throws ClusterException {
    return cluster.client().get(ref).orElseThrow();
  }

  Optional<Suspicion> suspect(Inventory.Applied applied) throws ClusterException {
    return Ownership.suspect(live(), applied, SELF);
  }

  /** What is told without being asked: values are read only where metadata is suspect. */
  Outcome look(Inventory.Applied applied) throws ClusterException {
    return suspect(applied).isEmpty() ? Outcome.SAME : sweep(applied).outcome();
  }

  /** What a read tells, whether or not something called for it. */
  Examination sweep(Inventory.Applied applied) throws ClusterException {
    return Ownership.examine(
        live(), new Expectation(applied, manifest, false, IgnoredFields.NONE, false), SELF, CIPHER);
  }

  /** The paths that a read finds changed. */
  List<String> changed(Inventory.Applied applied) throws ClusterException {
    return sweep(applied).paths().stream().map(PathDrift::path).toList();
  }

  /** The paths that an apply would change. */
  List<String> tried() throws ClusterException {
    ObjectNode before = live();
    ObjectNode answer = cluster.client().apply(ref, marked(), SELF, true, true).object();
    return DryRunDifference.between(before, answer, IgnoredFields.NONE, false, SELF).stream()
        .map(PathDrift::path)
        .toList();
  }

  /** The version at which our entry is written; empty where there is none. */
  Optional<String> entryVersion() throws ClusterException {
    for (JsonNode entry : live().path("metadata").path("managedFields")) {
      if (entry.path("manager").asText().equals(SELF)
          && entry.path("operation").asText().equals("Apply")) {
        return Optional.of(entry.path("apiVersion").asText());
      }
    }
    return Optional.empty();
  }

  private ObjectNode marked() {
    return Marks.mark(manifest, ref, "it", "app-uid", new ApplicationKey("argo", "shop"));
  }
}
