package dev.plumbline.driftdetector.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.PlanMade.ApplyOptions;
import dev.plumbline.contracts.events.PlanMade.NamespaceMetadata;
import dev.plumbline.contracts.events.PlanMade.Wave;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A digest of what a plan does: equal for plans that do the same, whenever they are made. */
final class PlanDigest {

  private PlanDigest() {}

  static String of(PlanMade plan) {
    ObjectNode all = Json.mapper().createObjectNode();
    all.put("application", plan.applicationUid())
        .put("kind", plan.kind().name())
        .put("cluster", plan.cluster())
        .put("createNamespace", plan.createNamespace())
        .put("serviceAccount", plan.serviceAccount())
        .put("keeps", plan.keeps() == null ? null : plan.keeps().toString());
    NamespaceMetadata metadata = plan.namespaceMetadata();
    if (metadata != null) {
      all.put("labels", new TreeMap<>(metadata.labels()).toString())
          .put("annotations", new TreeMap<>(metadata.annotations()).toString());
    }
    waves(all.putArray("waves"), plan.waves());
    ArrayNode prunes = all.putArray("prunes");
    plan.prunes()
        .forEach(
            prune ->
                prunes.add(
                    "%s %s %d %b %s"
                        .formatted(
                            prune.ref().id(),
                            prune.uid(),
                            prune.waveOrDefault(),
                            prune.goesLast(),
                            prune.propagation())));
    waves(all.putArray("after"), plan.after());
    waves(all.putArray("onFailure"), plan.onFailure());
    return Json.sha256(all.toString());
  }

  /** Objects of generated names have another one in each plan: hooks are told by what Git has. */
  private static void waves(ArrayNode into, @Nullable List<Wave> waves) {
    if (waves == null) {
      return;
    }
    for (Wave wave : waves) {
      ArrayNode one = into.addArray();
      one.add(wave.phase() + " " + wave.number());
      wave.applies()
          .forEach(
              apply ->
                  one.add(apply.ref().id() + " " + apply.digest() + " " + how(apply.options())));
      wave.allHooks()
          .forEach(
              hook -> one.add(hook.hookId() + " " + hook.digest() + " " + hook.deletePolicies()));
    }
  }

  private static String how(@Nullable ApplyOptions options) {
    return options == null ? "" : options.toString();
  }
}
