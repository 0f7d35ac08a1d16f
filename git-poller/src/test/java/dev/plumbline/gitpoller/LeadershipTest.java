package dev.plumbline.gitpoller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plumbline.sandbox.Sandbox;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeadershipTest {

  /** A fifth of it is the time between two tries. */
  private static final Duration LEASE = Duration.ofSeconds(5);

  private static final Duration SHORT_LEASE = Duration.ofSeconds(1);
  private static final int RENEWALS = 15;
  private static final ZonedDateTime NOW = ZonedDateTime.now(ZoneOffset.UTC);
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

  @Test
  void aLeaderWhoseClockIsBehindKeepsTheLeaseAsLongAsItRenewsIt() {
    // given
    AtomicInteger renewals = new AtomicInteger();
    Thread leader =
        new Thread(
            () -> {
              while (!Thread.currentThread().isInterrupted() && renewals.get() < RENEWALS) {
                holdLease(NOW.minusHours(1).plusSeconds(renewals.incrementAndGet()));
                LockSupport.parkNanos(SHORT_LEASE.dividedBy(5).toNanos());
              }
            });
    holdLease(NOW.minusHours(1));
    leader.start();

    // when
    Leadership second =
        candidate("second", SHORT_LEASE, () -> seen.add("elected after " + renewals.get()));
    second.stand();

    // then
    await().atMost(PATIENCE).until(() -> !seen.isEmpty());
    assertThat(seen).containsExactly("elected after " + RENEWALS);
    second.close();
  }

  @Test
  void aLeaderWhoseClockWasAheadKeepsTheLeaseNoLongerThanOthers() {
    // given
    holdLease(NOW.plusHours(1));

    // when
    Leadership second = candidate("second", SHORT_LEASE, () -> seen.add("second elected"));
    second.stand();

    // then
    await().atMost(PATIENCE).until(() -> seen.contains("second elected"));
    second.close();
  }

  private void holdLease(ZonedDateTime renewed) {
    client
        .resource(
            new LeaseBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("poller")
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity("first")
                .withLeaseDurationSeconds((int) SHORT_LEASE.toSeconds())
                .withAcquireTime(renewed)
                .withRenewTime(renewed)
                .withLeaseTransitions(0)
                .endSpec()
                .build())
        .createOr(NonDeletingOperation::update);
  }

  private Leadership candidate(String identity, Runnable elected) {
    return candidate(identity, LEASE, elected);
  }

  private Leadership candidate(String identity, Duration lease, Runnable elected) {
    return new Leadership(
        client,
        new Leadership.Office("default", "poller", identity, lease),
        elected,
        () -> seen.add("deposed"));
  }
}
