package dev.plumbline.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CoalescedTest {

  private final ExecutorService callers = Executors.newCachedThreadPool();
  private final Coalesced<String, Integer> coalesced = new Coalesced<>();
  private final AtomicInteger runs = new AtomicInteger();
  private final CountDownLatch gate = new CountDownLatch(1);

  @AfterEach
  void stopCallers() {
    callers.shutdownNow();
  }

  @Test
  void callersShareTheNextRunAndNeverTheOneUnderWay() throws Exception {
    // given a run that has started
    Future<Integer> first = callers.submit(() -> coalesced.call("key", this::gatedRun));
    await().until(() -> runs.get() == 1);

    // when others ask meanwhile
    AtomicInteger asking = new AtomicInteger();
    List<Future<Integer>> others = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      others.add(
          callers.submit(
              () -> {
                asking.incrementAndGet();
                return coalesced.call("key", this::gatedRun);
              }));
    }
    await().until(() -> asking.get() == 10);
    gate.countDown();

    // then none has the result of the run that had started, and there are few runs
    assertThat(first.get()).isEqualTo(1);
    for (Future<Integer> other : others) {
      assertThat(other.get()).isGreaterThan(1);
    }
    assertThat(runs).hasValueLessThan(10);
  }

  @Test
  void differentKeysDoNotShare() throws Exception {
    assertThat(coalesced.call("a", runs::incrementAndGet)).isEqualTo(1);
    assertThat(coalesced.call("b", runs::incrementAndGet)).isEqualTo(2);
  }

  @Test
  void aFailureReachesTheCallerAndTheNextRunIsFree() throws Exception {
    assertThatExceptionOfType(GitException.class)
        .isThrownBy(
            () ->
                coalesced.call(
                    "key",
                    () -> {
                      throw new GitException(GitException.Reason.TIMEOUT, "too slow");
                    }))
        .withMessage("too slow")
        .satisfies(e -> assertThat(e.reason()).isEqualTo(GitException.Reason.TIMEOUT));
    assertThat(coalesced.call("key", () -> 7)).isEqualTo(7);
  }

  private int gatedRun() {
    int run = runs.incrementAndGet();
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return run;
  }
}
