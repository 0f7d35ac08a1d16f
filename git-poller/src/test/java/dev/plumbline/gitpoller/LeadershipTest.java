package dev.plumbline.gitpoller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plumbline.sandbox.Sandbox;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeadershipTest {

  /** A fifth of it is the time between two tries. */
  private static final Duration LEASE = Duration.ofSeconds(5);

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final List<String> seen = new CopyOnWriteArrayList<>();
  private Sandbox sandbox;
  private KubernetesClient client;

  @BeforeEach
  void start() {
    sandbox = Sandbox.builder().start();
    client =
        new KubernetesClientBuilder()
            .withConfig(Config.fromKubeconfig(sandbox.kubeconfigYaml()))
            .build();
  }

  @AfterEach
  void stop() {
    client.close();
    sandbox.close();
  }

  @Test
  void whoLeavesHandsTheLeaseOver() {
    // given
    Leadership first = candidate("first", () -> seen.add("first elected"));
    first.stand();
    await().atMost(PATIENCE).until(() -> seen.contains("first elected"));
    Leadership second = candidate("second", () -> seen.add("second elected"));
    second.stand();
    assertThat(second.standing()).isTrue();

    // when
    first.close();

    // then
    await().atMost(PATIENCE).until(() -> seen.contains("second elected"));
    assertThat(
            client
                .leases()
                .inNamespace("default")
                .withName("poller")
                .get()
                .getSpec()
                .getHolderIdentity())
        .isEqualTo("second");
    second.close();
  }

  @Test
  void whoCannotBeginGivesTheLeaseUpAndStandsAgain() {
    // given
    AtomicInteger attempts = new AtomicInteger();
    Leadership candidate =
        candidate(
            "only",
            () -> {
              if (attempts.incrementAndGet() == 1) {
                throw new IllegalStateException("Kafka is away");
              }
              seen.add("elected");
            });

    // when
    candidate.stand();

    // then
    await().atMost(PATIENCE).until(() -> seen.contains("elected"));
    assertThat(seen).contains("deposed");
    candidate.close();
  }

  private Leadership candidate(String identity, Runnable elected) {
    return new Leadership(
        client,
        new Leadership.Office("default", "poller", identity, LEASE),
        elected,
        () -> seen.add("deposed"));
  }
}
