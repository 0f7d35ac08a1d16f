package dev.plumbline.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.vertx.VertxHttpClientFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ApiClientsTest {

  @Test
  void aWatchOutlivesEventsInAllAlphabets() {
    List<String> values = List.of("Zo\u00eb \u5f20 \uD83D\uDE80", "plain", "\u2192".repeat(9_000));
    List<String> told = new CopyOnWriteArrayList<>();
    List<WatcherException> ends = new CopyOnWriteArrayList<>();
    try (TestCluster cluster = TestCluster.start();
        KubernetesClient client = cluster.open(new VertxHttpClientFactory());
        Watch watch =
            client.configMaps().inNamespace(cluster.namespace()).watch(noting(told, ends))) {
      for (int i = 0; i < values.size(); i++) {
        ConfigMap map = map("m" + i, cluster.namespace(), values.get(i));
        client.resource(map).fieldManager("test").serverSideApply();
      }

      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> told.containsAll(values) || !ends.isEmpty());

      assertThat(ends).isEmpty();
    }
  }

  private static ConfigMap map(String name, String namespace, String author) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .endMetadata()
        .addToData("author", author)
        .build();
  }

  private static Watcher<ConfigMap> noting(List<String> told, List<WatcherException> ends) {
    return new Watcher<>() {
      @Override
      public void eventReceived(Action action, ConfigMap map) {
        told.add(map.getData().getOrDefault("author", ""));
      }

      @Override
      public void onClose(WatcherException cause) {
        ends.add(cause);
      }
    };
  }
}
