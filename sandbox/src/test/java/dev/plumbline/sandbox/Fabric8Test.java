package dev.plumbline.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class Fabric8Test {

  private static Sandbox sandbox;
  private static KubernetesClient client;

  @BeforeAll
  static void start() {
    sandbox = Sandbox.builder().start();
    client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(sandbox.kubeconfigYaml()))
            .build();
  }

  @AfterAll
  static void stop() {
    client.close();
    sandbox.close();
  }

  private static ConfigMap map(String name, String value) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("default")
        .endMetadata()
        .addToData("a", value)
        .build();
  }

  @Test
  void writesReadsEditsAndDeletesTyped() {
    ConfigMap made = client.resource(map("typed", "1")).create();
    assertThat(made.getMetadata().getUid()).isNotBlank();
    client.resource(made).edit(m -> new ConfigMapBuilder(m).addToData("b", "2").build());
    ConfigMap read = client.configMaps().inNamespace("default").withName("typed").get();
    assertThat(read.getData()).containsEntry("b", "2");
    Assertions.assertThatThrownBy(() -> client.resource(map("typed", "1")).create())
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409));
    assertThat(client.configMaps().inNamespace("default").withName("typed").delete()).hasSize(1);
    assertThat(client.configMaps().inNamespace("default").withName("typed").get()).isNull();
  }

  @Test
  void appliesOnTheServerGenericAndTyped() {
    GenericKubernetesResource generic =
        client
            .genericKubernetesResources("v1", "ConfigMap")
            .inNamespace("default")
            .resource(generic(map("applied", "1")))
            .patch(apply());
    assertThat(generic.getMetadata().getManagedFields().get(0).getOperation()).isEqualTo("Apply");
    assertThat(client.resource(map("applied", "2")).patch(apply()).getData())
        .containsEntry("a", "2");
  }

  private static PatchContext apply() {
    return new PatchContext.Builder()
        .withPatchType(PatchType.SERVER_SIDE_APPLY)
        .withFieldManager("me")
        .withForce(true)
        .build();
  }

  private static GenericKubernetesResource generic(ConfigMap map) {
    return client.getKubernetesSerialization().convertValue(map, GenericKubernetesResource.class);
  }

  @Test
  void informersSeeWhatWasThereAndWhatComes() {
    client.resource(map("seen-1", "1")).create();
    List<String> events = new CopyOnWriteArrayList<>();
    try (SharedIndexInformer<ConfigMap> informer =
        client.configMaps().inNamespace("default").inform(recorder(events))) {
      client.resource(map("seen-2", "1")).create();
      client.resource(map("seen-2", "2")).patch(apply());
      client.resource(map("seen-2", "2")).delete();
      await()
          .untilAsserted(
              () ->
                  assertThat(events)
                      .contains(
                          "added seen-1", "added seen-2", "updated seen-2", "deleted seen-2"));
      assertThat(informer.hasSynced()).isTrue();
    }
  }

  private static ResourceEventHandler<ConfigMap> recorder(List<String> events) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(ConfigMap map) {
        events.add("added " + map.getMetadata().getName());
      }

      @Override
      public void onUpdate(ConfigMap old, ConfigMap map) {
        events.add("updated " + map.getMetadata().getName());
      }

      @Override
      public void onDelete(ConfigMap map, boolean unknown) {
        events.add("deleted " + map.getMetadata().getName());
      }
    };
  }

  @Test
  void waitsForADeploymentAndScalesIt() {
    Deployment web =
        new DeploymentBuilder()
            .withNewMetadata()
            .withName("web")
            .withNamespace("default")
            .endMetadata()
            .withNewSpec()
            .withReplicas(1)
            .withNewSelector()
            .addToMatchLabels("a", "b")
            .endSelector()
            .withNewTemplate()
            .withNewMetadata()
            .addToLabels("a", "b")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("app")
            .withImage("i:1")
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();
    client.resource(web).create();
    client.resource(web).waitUntilReady(20, TimeUnit.SECONDS);
    client.apps().deployments().inNamespace("default").withName("web").scale(2);
    await()
        .until(
            () ->
                Integer.valueOf(2)
                    .equals(client.resource(web).get().getStatus().getReadyReplicas()));
  }

  @Test
  void electsALeaderByLease() {
    AtomicBoolean leading = new AtomicBoolean();
    var election =
        client
            .leaderElector()
            .withConfig(
                new LeaderElectionConfigBuilder()
                    .withName("test")
                    .withLock(new LeaseLock("default", "leader", "me"))
                    .withLeaseDuration(Duration.ofSeconds(15))
                    .withRenewDeadline(Duration.ofSeconds(10))
                    .withRetryPeriod(Duration.ofSeconds(2))
                    .withReleaseOnCancel(true)
                    .withLeaderCallbacks(
                        new LeaderCallbacks(
                            () -> leading.set(true), () -> leading.set(false), id -> {}))
                    .build())
            .build();
    var running = election.start();
    await().untilTrue(leading);
    assertThat(
            client
                .leases()
                .inNamespace("default")
                .withName("leader")
                .get()
                .getSpec()
                .getHolderIdentity())
        .isEqualTo("me");
    running.cancel(true);
    await().untilFalse(leading);
  }
}
