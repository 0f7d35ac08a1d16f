package dev.plumbline.cluster.ownership;

import static dev.plumbline.cluster.ownership.OwnershipManifests.DEPLOYMENT;
import static dev.plumbline.cluster.ownership.OwnershipManifests.container;
import static dev.plumbline.cluster.ownership.OwnershipRow.drift;
import static dev.plumbline.cluster.ownership.OwnershipRow.same;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** Section C: spelling of values. */
final class SpellingRows {

  private static final String QUANTITY =
      "{apiVersion: v1, kind: ResourceQuota, metadata: {name: q}, spec: {hard: {cpu: 1000m}}}";

  private static final String DISRUPTION =
      "{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: d},"
          + " spec: {maxUnavailable: 25%, selector: {matchLabels: {a: b}}}}";

  private SpellingRows() {}

  static List<OwnershipRow> all() {
    List<OwnershipRow> all = new ArrayList<>();
    all.addAll(spellings());
    return all;
  }

  /** The same in other words, and other values. */
  private static List<OwnershipRow> spellings() {
    return List.of(
        same(
            "own apply again, quantities as they were written",
            DEPLOYMENT,
            o -> o.applySame("plumbline")),
        same(
            "replaced with canonical quantities",
            DEPLOYMENT,
            o -> o.strategic(container("resources: {limits: {cpu: '1', memory: 1Gi}}"))),
        same(
            "other applies our very spelling without force: refused, for it is not the stored one",
            QUANTITY,
            o -> o.refused("{spec: {hard: {cpu: 1000m}}}")),
        same(
            "other applies the same amount, and still owns it when we have applied again",
            QUANTITY,
            o -> {
              o.apply("ci", false, "{spec: {hard: {cpu: '1'}}}");
              o.applySame("plumbline");
              assertThat(o.read().at("/metadata/managedFields").toString()).contains("\"ci\"");
            }),
        drift(
            "quantity changed",
            QUANTITY,
            o -> o.merge("{spec: {hard: {cpu: '2'}}}"),
            "spec.hard.cpu"),
        drift(
            "percentage to a number",
            DISRUPTION,
            o -> o.merge("{spec: {maxUnavailable: 1}}"),
            "spec.maxUnavailable"),
        same(
            "percentage patched to the same",
            DISRUPTION,
            o -> o.merge("{spec: {maxUnavailable: 25%}}")));
  }
}
