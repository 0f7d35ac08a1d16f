package dev.plumbline.cluster.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.DeleteOutcome;
import dev.plumbline.cluster.PatchType;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.cluster.TestCluster;
import dev.plumbline.cluster.ownership.Examination.Outcome;
import dev.plumbline.contracts.ObjectRef;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import java.util.List;
import java.util.function.Consumer;

/**
 * One story: what we applied, what somebody did, what it is.
 *
 * @param outcome what metadata and, where that is suspect, one read tell
 * @param paths of what is changed
 */
record OwnershipRow(
    String name, String manifest, Act act, Outcome outcome, List<String> paths, String manager) {

  static OwnershipRow same(String name, String manifest, Act act) {
    return row(name, manifest, act, Outcome.SAME);
  }

  static OwnershipRow lost(String name, String manifest, Act act) {
    return row(name, manifest, act, Outcome.OWNERSHIP_LOST);
  }

  static OwnershipRow drift(String name, String manifest, Act act, String... paths) {
    return new OwnershipRow(name, manifest, act, Outcome.CHANGED, List.of(paths), null);
  }

  private static OwnershipRow row(String name, String manifest, Act act, Outcome outcome) {
    return new OwnershipRow(name, manifest, act, outcome, List.of(), null);
  }

  OwnershipRow by(String who) {
    return new OwnershipRow(name, manifest, act, outcome, paths, who);
  }

  @Override
  public String toString() {
    return name;
  }

  interface Act {
    void accept(Others others) throws Exception;
  }

  /** What somebody else can do to the object. */
  record Others(TestCluster cluster, ClusterClient client, ObjectRef ref, ObjectNode manifest) {

    void merge(String patch) throws ClusterException {
      merge("other", patch);
    }

    void merge(String manager, String patch) throws ClusterException {
      client.patch(ref, null, PatchType.MERGE, TestCluster.yaml(patch), manager);
    }

    void strategic(String patch) throws ClusterException {
      strategic("other", patch);
    }

    void strategic(String manager, String patch) throws ClusterException {
      client.patch(ref, null, PatchType.STRATEGIC, TestCluster.yaml(patch), manager);
    }

    void json(String operations) throws ClusterException {
      client.patch(
          ref, null, PatchType.JSON, TestCluster.yaml("{p: " + operations + "}").get("p"), "other");
    }

    /** Replaces the whole object, as an editor does. */
    void put(Consumer<ObjectNode> edit) throws Exception {
      ObjectNode live = read();
      edit.accept(live);
      try (KubernetesClient raw = cluster.open(new VertxHttpClientFactory())) {
        raw.resource(live.toString()).inNamespace(ref.namespace()).update();
      }
    }

    /** Applies without force what conflicts, which writes nothing. */
    void refused(String fields) {
      assertThatThrownBy(() -> apply("ci", false, fields))
          .isInstanceOfSatisfying(
              ClusterException.class, e -> assertThat(e.status()).isEqualTo(409));
    }

    void tried(String fields) throws ClusterException {
      client.apply(ref, object(fields), "ci", true, true);
    }

    void scale(int replicas) throws ClusterException {
      client.patch(
          ref,
          "scale",
          PatchType.MERGE,
          TestCluster.yaml("{spec: {replicas: %d}}".formatted(replicas)),
          "scaler");
    }

    void status(String patch) throws ClusterException {
      client.patch(ref, "status", PatchType.MERGE, TestCluster.yaml(patch), "controller");
    }

    void apply(String manager, boolean force, String fields) throws ClusterException {
      client.apply(ref, object(fields), manager, force, false);
    }

    private ObjectNode object(String fields) {
      ObjectNode object = TestCluster.yaml(fields);
      object.put("apiVersion", ref.apiVersion()).put("kind", ref.kind());
      object.withObject("/metadata").put("name", ref.name()).put("namespace", ref.namespace());
      return object;
    }

    void applySame(String manager) throws ClusterException {
      client.apply(ref, manifest, manager, true, false);
    }

    void recreate() throws ClusterException {
      replaceBy(manifest);
    }

    /** Deletes the object and makes another in its place. */
    void replaceBy(ObjectNode object) throws ClusterException {
      DeleteOutcome ignored = client.delete(ref, null, null, Propagation.BACKGROUND);
      client.create(ref, object);
    }

    ObjectNode read() throws ClusterException {
      return client.get(ref).orElseThrow();
    }
  }
}
