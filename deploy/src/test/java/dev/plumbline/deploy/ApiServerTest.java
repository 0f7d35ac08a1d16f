package dev.plumbline.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.resources.ResourceKind;
import dev.plumbline.testkit.TestCluster;
import dev.plumbline.testkit.harness.Cluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An API server accepts what there is to apply, by a dry run with strict validation. What needs
 * definitions of others (Strimzi, KEDA, the Prometheus operator) is asked only where they are.
 */
class ApiServerTest {

  private static final Set<String> OF_OTHERS =
      Set.of("kafka.strimzi.io", "keda.sh", "monitoring.coreos.com");
  private static final String EVERYTHING =
      """
      kafka: {strimzi: {enabled: true}}
      autoscaling: {enabled: true}
      monitoring: {podMonitor: true, prometheusRule: true, dashboard: true}
      ingress: {enabled: true}
      rbac: {grantRights: true, dryRun: true}
      """;

  @Test
  void everyManifestIsAccepted(@TempDir Path folder) throws IOException {
    List<Manifest> manifests = new ArrayList<>(Chart.render(EVERYTHING));
    manifests.addAll(
        Chart.render(
            """
            rbac: {managed: {namespaces: [plumbline]}, secretNamespaces: [plumbline]}
            """));
    try (Stream<Path> files = Files.walk(Path.of("kustomize/base"))) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (!file.endsWith("kustomization.yaml")) {
          manifests.addAll(Manifest.all(Files.readString(file)));
        }
      }
    }
    Set<String> skipped = new TreeSet<>();
    int accepted = 0;
    try (TestCluster test = TestCluster.start(folder);
        Cluster cluster = new Cluster(test.kubeconfig())) {
      boolean made = makeNamespace(cluster);
      try {
        for (Manifest manifest : manifests) {
          if (isAdmissionPolicy(manifest) && servesNoPolicies(cluster)) {
            continue;
          }
          if (isMissing(cluster, manifest)) {
            skipped.add(manifest.object().path("apiVersion").asText());
            continue;
          }
          Cluster.Answer answer = cluster.dryRun(manifest.object());
          assertThat(answer.status()).as("%s: %s", manifest.id(), answer.body()).isLessThan(300);
          accepted++;
        }
      } finally {
        if (made) {
          cluster.delete(ObjectRef.of("v1", "Namespace", "", "plumbline"));
        }
      }
    }
    assertThat(skipped).allMatch(version -> OF_OTHERS.contains(version.split("/")[0]));
    assertThat(accepted).isGreaterThan(100);
  }

  @Test
  void everyDefinitionIsAccepted(@TempDir Path folder) throws IOException {
    try (TestCluster test = TestCluster.start(folder);
        Cluster cluster = new Cluster(test.kubeconfig())) {
      for (ResourceKind kind : ResourceKind.values()) {
        String yaml = Files.readString(Path.of("crds", kind.plural() + ".yaml"));
        for (Manifest manifest : Manifest.all(yaml)) {
          Cluster.Answer answer = cluster.dryRun(manifest.object());
          assertThat(answer.status()).as("%s: %s", manifest.id(), answer.body()).isLessThan(300);
        }
      }
    }
  }

  /** Objects in a namespace that is not there are refused, in a dry run too. */
  private static boolean makeNamespace(Cluster cluster) {
    ObjectNode namespace =
        Cluster.parse("{apiVersion: v1, kind: Namespace, metadata: {name: plumbline}}");
    return cluster.create(namespace).status() == 201;
  }

  private static boolean isAdmissionPolicy(Manifest manifest) {
    return manifest.kind().startsWith("ValidatingAdmissionPolicy");
  }

  /** The sandbox has no admission policies. */
  private static boolean servesNoPolicies(Cluster cluster) {
    String path = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";
    return cluster.call("GET", path, "application/json", null).status() == 404;
  }

  private static boolean isMissing(Cluster cluster, Manifest manifest) {
    String version = manifest.object().path("apiVersion").asText();
    return OF_OTHERS.contains(version.split("/")[0])
        && cluster.call("GET", "/apis/" + version, "application/json", null).status() == 404;
  }
}
