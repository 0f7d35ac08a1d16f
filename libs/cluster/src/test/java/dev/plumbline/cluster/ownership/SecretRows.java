package dev.plumbline.cluster.ownership;

import static dev.plumbline.cluster.ownership.OwnershipManifests.SECRET;
import static dev.plumbline.cluster.ownership.OwnershipManifests.inJob;
import static dev.plumbline.cluster.ownership.OwnershipManifests.job;
import static dev.plumbline.cluster.ownership.OwnershipRow.drift;
import static dev.plumbline.cluster.ownership.OwnershipRow.same;

import java.util.ArrayList;
import java.util.List;

/** Section D: Secrets and aliases. */
final class SecretRows {

  private static final String ALIAS =
      job("serviceAccount: x, containers: [{name: w, image: 'i:1'}]");

  private SecretRows() {}

  static List<OwnershipRow> all() {
    List<OwnershipRow> all = new ArrayList<>();
    all.addAll(secrets());
    all.addAll(aliases());
    return all;
  }

  /** Data and stringData. */
  private static List<OwnershipRow> secrets() {
    return List.of(
        drift("secret value changed", SECRET, o -> o.merge("{data: {p: eA==}}"), "data.p"),
        drift("secret value removed", SECRET, o -> o.merge("{data: {p: null}}"), "data.p"),
        drift(
            "secret value changed through stringData",
            SECRET,
            o -> o.merge("{stringData: {p: other}}"),
            "data.p"),
        drift(
            "other applies stringData without force and overwrites ours without a trace",
            SECRET,
            o -> o.apply("ci", false, "{stringData: {p: other}}"),
            "data.p"),
        same("secret key added", SECRET, o -> o.merge("{data: {z: eA==}}")));
  }

  /** Two names for one field. */
  private static List<OwnershipRow> aliases() {
    return List.of(
        same(
            "other applies another service account without force where ours is the old alias:"
                + " refused",
            ALIAS,
            o -> o.refused(inJob("serviceAccountName: y"))),
        drift(
            "service account changed where ours is the old alias",
            ALIAS,
            o -> o.merge(inJob("serviceAccountName: y, serviceAccount: y")),
            "spec.jobTemplate.spec.template.spec.serviceAccountName"),
        same(
            "other sets the old alias to the same",
            ALIAS,
            o -> o.merge(inJob("serviceAccount: x"))));
  }
}
