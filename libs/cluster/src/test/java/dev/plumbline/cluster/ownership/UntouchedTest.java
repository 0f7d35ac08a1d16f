package dev.plumbline.cluster.ownership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.Marks;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.cluster.TestCluster;
import dev.plumbline.cluster.ownership.Examination.Outcome;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.contracts.secrets.SecretCipher;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Objects that only the control plane has touched are clean, however strictly one looks. */
class UntouchedTest {

  private static final String POD =
      "{metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: 'nginx:1'}]}}";

  private static final List<String> OBJECTS =
      List.of(
          "{apiVersion: apps/v1, kind: Deployment, spec: {selector: {matchLabels: {app: web}},"
              + " template: %s}}",
          "{apiVersion: apps/v1, kind: ReplicaSet, spec: {selector: {matchLabels: {app: web}},"
              + " template: %s}}",
          "{apiVersion: apps/v1, kind: StatefulSet, spec: {serviceName: s, selector: {matchLabels:"
              + " {app: web}}, template: %s}}",
          "{apiVersion: apps/v1, kind: DaemonSet, spec: {selector: {matchLabels: {app: web}},"
              + " template: %s}}",
          "{apiVersion: batch/v1, kind: Job, spec: {template: {spec: {restartPolicy: Never,"
              + " containers: [{name: j, image: 'x:1'}]}}}}",
          "{apiVersion: batch/v1, kind: CronJob, spec: {schedule: '0 4 * * *', suspend: true,"
              + " jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name:"
              + " j, image: 'x:1'}]}}}}}}",
          "{apiVersion: v1, kind: Pod, spec: {containers: [{name: p, image: 'x:1'}]}}",
          "{apiVersion: v1, kind: Service, spec: {selector: {app: web}, ports: [{port: 80}]}}",
          "{apiVersion: v1, kind: ConfigMap, data: {a: '1'}}",
          "{apiVersion: v1, kind: Secret, data: {a: eA==}}",
          "{apiVersion: v1, kind: ServiceAccount}",
          "{apiVersion: v1, kind: PersistentVolumeClaim, spec: {accessModes: [ReadWriteOnce],"
              + " resources: {requests: {storage: 1Gi}}}}",
          "{apiVersion: v1, kind: ResourceQuota, spec: {hard: {pods: '500'}}}",
          "{apiVersion: v1, kind: LimitRange, spec: {limits: [{type: Pod, max: {cpu: '64'}}]}}",
          "{apiVersion: networking.k8s.io/v1, kind: Ingress, spec: {defaultBackend: {service:"
              + " {name: s, port: {number: 80}}}}}",
          "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, spec: {podSelector: {}}}",
          "{apiVersion: policy/v1, kind: PodDisruptionBudget, spec: {minAvailable: 0, selector:"
              + " {matchLabels: {app: web}}}}",
          "{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, spec: {maxReplicas: 2,"
              + " scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: none}}}",
          "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, rules: []}",
          "{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, roleRef: {apiGroup:"
              + " rbac.authorization.k8s.io, kind: Role, name: r}}",
          "{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, aggregationRule:"
              + " {clusterRoleSelectors: [{matchLabels:"
              + " {rbac.authorization.k8s.io/aggregate-to-view: 'true'}}]}}",
          "{apiVersion: v1, kind: Namespace}",
          "{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, value: 7}",
          "{apiVersion: storage.k8s.io/v1, kind: StorageClass, provisioner: example.com/none}",
          "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, spec: {group:"
              + " untouched.example.com, scope: Namespaced, names: {plural: NAMEs, kind: Thing},"
              + " versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema:"
              + " {type: object}}}]}}");

  @Test
  void isCleanWhenStrictlyLookedAt() throws Exception {
    try (TestCluster cluster = TestCluster.start()) {
      SecretCipher cipher = new SecretCipher(KeyRing.of("test", new byte[32]));
      Map<ObjectRef, Expectation> applied = new LinkedHashMap<>();
      for (String text : OBJECTS) {
        ObjectNode manifest = TestCluster.yaml(text.formatted(POD));
        name(manifest, "u" + cluster.namespace().substring(5));
        ObjectRef ref = cluster.ref(manifest);
        ObjectNode marked =
            Marks.mark(manifest, ref, "it", "app-uid", new ApplicationKey("argo", "shop"));
        ObjectNode answer = cluster.client().apply(ref, marked, "plumbline", true, false).object();
        Inventory.Applied left =
            Ownership.learn(answer, "plumbline", cipher, manifest, cipher.digest(manifest));
        applied.put(
            ref,
            new Expectation(
                left, manifest, SecretCipher.isSecret(manifest), IgnoredFields.NONE, true));
      }

      // when the control plane has done its part
      ObjectRef deployment = applied.keySet().iterator().next();
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () ->
                  cluster.client().get(deployment).orElseThrow().at("/status/readyReplicas").asInt()
                      == 1);

      // then
      for (Map.Entry<ObjectRef, Expectation> object : applied.entrySet()) {
        Examination examination =
            Ownership.examine(
                cluster.client().get(object.getKey()).orElseThrow(),
                object.getValue(),
                "plumbline",
                cipher);
        assertThat(examination)
            .as(object.getKey().toString())
            .isEqualTo(Examination.of(Outcome.SAME, List.of()));
      }
      for (ObjectRef ref : applied.keySet()) {
        cluster.client().delete(ref, null, null, Propagation.BACKGROUND);
      }
    }
  }

  private static void name(ObjectNode manifest, String name) {
    boolean definition = manifest.path("kind").asText().equals("CustomResourceDefinition");
    manifest
        .withObject("/metadata")
        .put("name", definition ? name + "s.untouched.example.com" : name);
    if (definition) {
      manifest.withObject("/spec/names").put("plural", name + "s").put("kind", "T" + name);
    }
  }
}
