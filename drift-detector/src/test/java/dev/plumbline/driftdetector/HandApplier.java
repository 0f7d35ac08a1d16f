package dev.plumbline.driftdetector;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.Marks;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.cluster.ownership.Ownership;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.Inventory.Phase;
import dev.plumbline.contracts.events.Manifest;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncPhase;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Carries out plans as a test tells it to. */
final class HandApplier {
  private final Pipeline pipeline;
  private final TreeMap<String, Inventory.Entry> entries = new TreeMap<>();
  private long sequence;
  private Consumer<ObjectNode> policy = manifest -> {};
  private ClusterClient other;

  HandApplier(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  /** Has what is applied changed on its way, as an admission policy would, which later is gone. */
  void asAPolicyThatIsGoneSince(Consumer<ObjectNode> mutation) {
    policy = mutation;
  }

  /** Writes to another cluster from now on. */
  void use(ClusterClient client) {
    other = client;
  }

  private ClusterClient cluster() {
    return other == null ? Pipeline.hand : other;
  }

  /** Carries out the whole plan and says so. */
  void carryOut(PlanMade plan) throws Exception {
    for (int wave = 0; wave < plan.waves().size(); wave++) {
      apply(plan, wave);
    }
    for (PlanMade.Prune prune : plan.prunes()) {
      prune(prune);
    }
    tell(plan, Phase.SUCCEEDED, plan.waves().size() - 1);
  }

  void prune(PlanMade.Prune prune) throws ClusterException {
    cluster().delete(prune.ref(), null, null, Propagation.BACKGROUND);
    entries.remove(prune.ref().id());
  }

  void apply(PlanMade plan, int wave) throws ClusterException {
    for (PlanMade.Apply apply : plan.waves().get(wave).applies()) {
      ObjectNode clear = Pipeline.CIPHER.open(apply.manifest());
      ObjectNode marked =
          Marks.mark(clear, apply.ref(), DetectorProcess.INSTALLATION, pipeline.uid, pipeline.key);
      ObjectNode mutated = marked.deepCopy();
      policy.accept(mutated);
      ObjectNode answer =
          cluster().apply(apply.ref(), mutated, DetectorProcess.INSTALLATION, true, false).object();
      entries.put(
          apply.ref().id(),
          new Inventory.Entry(
              apply.ref(),
              Ownership.learn(
                  answer, DetectorProcess.INSTALLATION, Pipeline.CIPHER, marked, apply.digest())));
    }
  }

  /** Creates the object of a hook in a step. */
  void run(PlanMade plan, int step, Manifest hook) throws ClusterException {
    ObjectNode marked =
        Marks.mark(
            Pipeline.CIPHER.open(hook.object()),
            hook.ref(),
            DetectorProcess.INSTALLATION,
            pipeline.uid,
            pipeline.key);
    JsonNode metadata = cluster().create(hook.ref(), marked).path("metadata");
    entries.put(
        hook.ref().id(),
        new Inventory.Entry(
            hook.ref(),
            new Inventory.Applied(
                metadata.path("uid").asText(),
                metadata.path("resourceVersion").asText(),
                metadata.path("generation").asLong(),
                "",
                "",
                "",
                hook.digest(),
                List.of()),
            new Inventory.HookMark(hook.ref().id(), plan.planId(), SyncPhase.PRE_SYNC),
            0,
            null,
            step));
  }

  void tell(PlanMade plan, Phase phase, int wave) throws Exception {
    sequence++;
    pipeline.send(
        new Inventory(
            pipeline.key,
            pipeline.uid,
            sequence,
            plan.planId(),
            phase,
            plan.desiredSequence(),
            plan.cluster(),
            plan.revisions(),
            wave,
            List.copyOf(entries.values()),
            List.of(),
            Instant.now()));
  }
}
