package dev.plumbline.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BulkheadsTest {
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final Bulkheads bulkheads = new Bulkheads("clusters", 2, 1, registry);
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void close() {
    release.countDown();
    bulkheads.close();
  }

  @Test
  void keepsABlackHoleFromTakingWhatIsForOthers() throws Exception {
    // given
    CompletionStage<String> first = bulkheads.call("hole", this::block);
    bulkheads.call("hole", this::block);
    CompletionStage<String> waiting = bulkheads.call("hole", () -> "waited");

    // when
    CompletionStage<String> refused = bulkheads.call("hole", () -> "never");
    CompletionStage<String> other = bulkheads.call("healthy", () -> "answered");

    // then
    assertThat(get(other)).isEqualTo("answered");
    assertThatThrownBy(() -> get(refused))
        .hasCauseInstanceOf(BulkheadFullException.class)
        .hasMessageContaining("clusters: hole has 2 calls under way and 1 waiting");
    assertThat(registry.get("plumbline.bulkhead.rejected").counter().count()).isEqualTo(1);
    assertThat(waiting.toCompletableFuture()).isNotDone();
    release.countDown();
    assertThat(get(first)).isEqualTo("blocked");
    assertThat(get(waiting)).isEqualTo("waited");
  }

  @Test
  void tellsHowManyMoreADestinationWouldTakeAtOnce() {
    assertThat(bulkheads.free("a")).isEqualTo(2);

    bulkheads.call("a", this::block);
    assertThat(bulkheads.free("a")).isEqualTo(1);

    bulkheads.call("a", this::block);
    bulkheads.call("a", this::block);
    assertThat(bulkheads.free("a")).isZero();
    assertThat(bulkheads.free("b")).isEqualTo(2);
  }

  @Test
  void handsOnTheFailureOfTheWorkAndGoesOn() {
    CompletionStage<String> failed =
        bulkheads.call(
            "a",
            () -> {
              throw new java.io.IOException("gone");
            });

    assertThatThrownBy(() -> get(failed)).hasRootCauseMessage("gone");
    assertThat(bulkheads.call("a", () -> "next").toCompletableFuture().join()).isEqualTo("next");
  }

  @Test
  void failsWhatWaitsAndWhatComesOnceClosed() {
    bulkheads.call("a", this::block);
    bulkheads.call("a", this::block);
    CompletionStage<String> waiting = bulkheads.call("a", () -> "waited");

    bulkheads.close();

    assertThatThrownBy(() -> get(waiting)).hasCauseInstanceOf(RejectedExecutionException.class);
    assertThatThrownBy(() -> get(bulkheads.call("a", () -> "late")))
        .hasCauseInstanceOf(RejectedExecutionException.class);
  }

  private String block() throws InterruptedException {
    release.await();
    return "blocked";
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
  }
}
