package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.DeleteOutcome;
import dev.plumbline.cluster.PatchType;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.cluster.TestCluster;
import dev.plumbline.cluster.ownership.Examination.Outcome;
import dev.plumbline.contracts.ObjectRef;
import java.util.List;

/** One story: what we applied, what somebody did, what it is. */
record OwnershipRow(
    String name, String manifest, Act act, Outcome outcome, List<String> paths, String manager) {

  static OwnershipRow same(String name, String manifest, Act act) {
    return new OwnershipRow(name, manifest, act, Outcome.SAME, List.of(), null);
  }

  static OwnershipRow lost(String name, String manifest, Act act) {
    return new OwnershipRow(name, manifest, act, Outcome.OWNERSHIP_LOST, List.of(), null);
  }

  static OwnershipRow drift(String name, String manifest, Act act, String... paths) {
    return new OwnershipRow(name, manifest, act, Outcome.CHANGED, List.of(paths), null);
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
  record Others(ClusterClient client, ObjectRef ref, ObjectNode manifest) {

    void merge(String patch) throws ClusterException {
      client.patch(ref, null, PatchType.MERGE, TestCluster.yaml(patch), "other");
    }

    void strategic(String patch) throws ClusterException {
      client.patch(ref, null, PatchType.STRATEGIC, TestCluster.yaml(patch), "other");
    }

    void json(String operations) throws ClusterException {
      client.patch(
          ref, null, PatchType.JSON, TestCluster.yaml("{p: " + operations + "}").get("p"), "other");
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
      ObjectNode object = TestCluster.yaml(fields);
      object.put("apiVersion", ref.apiVersion()).put("kind", ref.kind());
      object.putObject("metadata").put("name", ref.name()).put("namespace", ref.namespace());
      client.apply(ref, object, manager, force, false);
    }

    void applySame(String manager) throws ClusterException {
      client.apply(ref, manifest, manager, true, false);
    }

    void recreate() throws ClusterException {
      DeleteOutcome ignored = client.delete(ref, null, null, Propagation.BACKGROUND);
      client.create(ref, manifest);
    }

    ObjectNode read() throws ClusterException {
      return client.get(ref).orElseThrow();
    }
  }
}
