package dev.plumbline.cli.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PartsTest {
  private final Parts parts = new Parts();
  private final List<String> stopped = new CopyOnWriteArrayList<>();

  @Test
  void whatWasStartedLastIsStoppedFirstAndAFailureStopsNoOther() {
    parts.keep(() -> stopped.add("first"));
    parts.keep(
        () -> {
          throw new IllegalStateException("will not stop");
        });
    parts.keep(() -> stopped.add("last"));

    parts.stop();
    parts.stop();

    assertThat(stopped).containsExactly("last", "first");
  }

  @Test
  void whoeverStopsSecondWaitsUntilTheFirstIsDone() throws Exception {
    // given: the end of the services is stopping a part that takes its time
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    parts.keep(
        () -> {
          begun.countDown();
          goOn.await();
          stopped.add("broker");
        });
    CompletableFuture<Void> services = CompletableFuture.runAsync(parts::stop);
    begun.await();

    // when: a signal's hook, after which the process ends, asks too
    CompletableFuture<List<String>> seenByHook =
        CompletableFuture.supplyAsync(
            () -> {
              parts.stop();
              return List.copyOf(stopped);
            });
    assertThat(seenByHook).failsWithin(200, TimeUnit.MILLISECONDS);
    goOn.countDown();

    // then
    assertThat(services).succeedsWithin(20, TimeUnit.SECONDS);
    assertThat(seenByHook.get(20, TimeUnit.SECONDS)).containsExactly("broker");
  }
}
