package dev.plumbline.cluster.ownership;

import static dev.plumbline.cluster.ownership.OwnershipManifests.CONFIG_MAP;
import static dev.plumbline.cluster.ownership.OwnershipManifests.CONTAINER;
import static dev.plumbline.cluster.ownership.OwnershipManifests.DEPLOYMENT;
import static dev.plumbline.cluster.ownership.OwnershipManifests.container;
import static dev.plumbline.cluster.ownership.OwnershipRow.drift;
import static dev.plumbline.cluster.ownership.OwnershipRow.lost;
import static dev.plumbline.cluster.ownership.OwnershipRow.same;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.PatchType;
import dev.plumbline.contracts.Json;
import java.util.ArrayList;
import java.util.List;

/** Section F: our name on others' writes, and entries forged or lost. */
final class EntryRows {

  private EntryRows() {}

  static List<OwnershipRow> all() {
    List<OwnershipRow> all = new ArrayList<>();
    all.addAll(entries());
    return all;
  }

  /** Entries and values. */
  private static List<OwnershipRow> entries() {
    return List.of(
        drift(
            "updated under our name with another value",
            CONFIG_MAP,
            o -> o.merge("plumbline", "{data: {a: '9'}}"),
            "data.a"),
        same(
            "updated under our name with another key",
            CONFIG_MAP,
            o -> o.merge("plumbline", "{data: {z: '9'}}")),
        drift(
            "applied under our name with fewer fields",
            CONFIG_MAP,
            o -> o.apply("plumbline", true, "{data: {a: '1'}}"),
            "metadata.labels.team",
            "data.b",
            "metadata.annotations[\"plumbline.dev/tracking-id\"]",
            "metadata.labels[\"plumbline.dev/shard\"]"),
        drift(
            "applied under our name forty times within a second, the last otherwise",
            CONFIG_MAP,
            o -> {
              for (int i = 0; i < 39; i++) {
                o.applySame("plumbline");
              }
              o.manifest().withObject("/data").put("a", "evil");
              o.applySame("plumbline");
              o.manifest().withObject("/data").put("a", "1");
            },
            "data.a"),
        lost(
            "restored from a backup with its managed fields, of which the server drops ours",
            CONFIG_MAP,
            o -> {
              ObjectNode backup = o.read();
              assertThat(backup.at("/metadata/managedFields")).isNotEmpty();
              backup.withObject("/metadata").remove(List.of("uid", "resourceVersion"));
              o.replaceBy(backup);
            }),
        same("own apply again", DEPLOYMENT, o -> o.applySame("plumbline")),
        drift(
            "applied under our name with other values",
            CONFIG_MAP,
            o -> {
              o.manifest().withObject("/data").put("a", "evil");
              o.applySame("plumbline");
              o.manifest().withObject("/data").put("a", "1");
            },
            "data.a"),
        lost("managed fields reset", DEPLOYMENT, o -> o.merge("{metadata: {managedFields: [{}]}}")),
        drift(
            "managed fields reset and value changed",
            DEPLOYMENT,
            o -> {
              o.merge("{metadata: {managedFields: [{}]}}");
              o.strategic(container("image: 'nginx:2'"));
            },
            CONTAINER + ".image"),
        drift(
            "value changed, then our entry forged back",
            DEPLOYMENT,
            o -> {
              JsonNode before = o.read().path("metadata").path("managedFields");
              o.merge("{spec: {replicas: 9}}");
              o.client()
                  .patch(
                      o.ref(),
                      null,
                      PatchType.MERGE,
                      Json.mapper()
                          .createObjectNode()
                          .set(
                              "metadata",
                              Json.mapper().createObjectNode().set("managedFields", before)),
                      "other");
            },
            "spec.replicas"),
        lost("deleted and recreated alike", CONFIG_MAP, o -> o.recreate()),
        drift(
            "deleted and recreated otherwise",
            CONFIG_MAP,
            o -> {
              o.recreate();
              o.merge("{data: {a: '5'}}");
            },
            "data.a"));
  }
}
