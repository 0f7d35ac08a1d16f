package dev.plumbline.driftdetector;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.PatchType;
import dev.plumbline.contracts.Json;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.FaultyApi;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What becomes of applications when all their objects are listed again. */
class RelistTest extends Pipeline {

  @Test
  void aListThatHasNothingNewIsNoReasonToJudgeAndOneThatHasIs() throws Exception {
    // given: a converged application on a cluster behind an API that can misbehave
    AtomicInteger lists = new AtomicInteger();
    AtomicInteger reads = new AtomicInteger();
    try (FaultyApi api =
            FaultyApi.before(
                testCluster.kubeconfig(),
                Files.createTempDirectory(directory, "api").resolve("kubeconfig"));
        ClusterClient client =
            ClusterClient.of(
                "faulty",
                new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(api.kubeconfig().toFile()))
                    .build(),
                (verb, code, duration) -> {
                  if (verb.equals("list")) {
                    lists.incrementAndGet();
                  } else if (verb.equals("get")) {
                    reads.incrementAndGet();
                  }
                })) {
      DetectorProcess.OTHERS.put("faulty", client);
      applicationIs(
          hand.patch(
              applicationRef(),
              null,
              PatchType.MERGE,
              Json.mapper().readTree("{\"spec\":{\"destination\":{\"name\":\"faulty\"}}}"),
              "test"));
      desire(config("a", "1"), config("b", "1"));
      applier.carryOut(plan(1));
      awaitTold("ConvergenceReached");
      awaitStatus("Ready", "Converged");
      int judged = settled(DetectorProcess.judgements(key));
      int read = reads.get();
      int listed = lists.get();

      // when: the history is forgotten again and again
      for (int i = 1; i <= 3; i++) {
        int wanted = listed + i;
        api.compactHistory();
        api.cutStreams();
        Waiting.until(SOON, () -> "lists " + lists, () -> lists.get() >= wanted);
        api.none();
      }

      // then
      assertThat(settled(DetectorProcess.judgements(key))).isEqualTo(judged);
      assertThat(reads).hasValue(read);

      // and when something happened meanwhile, that is found, and read once
      api.stop();
      edit(configRef("a"), "kubectl-edit", "{\"data\":{\"value\":\"2\"}}");
      api.compactHistory();
      api.startAgain();
      Waiting.until(SOON, () -> "lists " + lists, () -> lists.get() > listed + 3);
      api.none();
      awaitTold("ConvergenceReached", "Detected");
      assertThat(reads.get() - read).isEqualTo(1);
    } finally {
      DetectorProcess.OTHERS.remove("faulty");
    }
  }

  /** A count, once it has not changed for a while. */
  private static int settled(AtomicInteger count) {
    AtomicInteger last = new AtomicInteger(count.get());
    long[] since = {System.nanoTime()};
    Waiting.until(
        SOON,
        () -> "count " + count,
        () -> {
          if (last.getAndSet(count.get()) != count.get()) {
            since[0] = System.nanoTime();
          }
          return System.nanoTime() - since[0] > Duration.ofMillis(1500).toNanos();
        });
    return last.get();
  }
}
