package dev.plumbline.workers;

import static dev.plumbline.workers.Deeds.bytes;
import static dev.plumbline.workers.Deeds.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.workers.WorkerException.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** How calls are served, and what becomes of those that fail. */
class WorkerPoolTest extends WithPool {

  @Test
  void callsAreServedByOneWarmChild() {
    // when
    String first = call(Deeds.Pid.class, "");
    String second = call(Deeds.Pid.class, "");

    // then
    assertThat(second).isEqualTo(first);
    assertThat(told.started).isEqualTo(1);
    assertThat(call(Deeds.Echo.class, "grüß dich")).isEqualTo("grüß dich");
  }

  @Test
  void questionsAreAnsweredByTheCaller() {
    // given
    Thread caller = Thread.currentThread();
    WorkerCall call =
        WorkerCall.of(Deeds.Curious.class, bytes("abc"), LONG, "app")
            .withAnswers(
                question -> {
                  assertThat(Thread.currentThread()).isSameAs(caller);
                  return bytes("<" + text(question) + ">");
                });

    // then
    assertThat(text(pool.call(call))).isEqualTo("<a><b><c>");
  }

  @Test
  void whatAnAnswerThrowsEndsTheCallAndTheChildGoesOn() {
    // given
    String child = call(Deeds.Pid.class, "");
    IllegalStateException mine = new IllegalStateException("not here");
    WorkerCall call =
        WorkerCall.of(Deeds.Curious.class, bytes("abc"), LONG, "app")
            .withAnswers(
                question -> {
                  throw mine;
                });

    // then
    assertThatThrownBy(() -> pool.call(call)).isSameAs(mine);
    assertThat(call(Deeds.Pid.class, "")).isEqualTo(child);
  }

  @Test
  void aFailureHasItsClassAndMessageAndTheChildGoesOn() {
    // given
    String child = call(Deeds.Pid.class, "");

    // when
    WorkerException failure = failure(Deeds.Fail.class);

    // then
    assertThat(failure.reason()).isEqualTo(Reason.FAILED);
    assertThat(failure.failureClass()).isEqualTo("java.io.IOException");
    assertThat(failure).hasMessage("no such thing as x");
    assertThat(failure(Deeds.Recurse.class).failureClass())
        .isEqualTo("java.lang.StackOverflowError");
    assertThat(call(Deeds.Pid.class, "")).isEqualTo(child);
    assertThat(told.killed).isEmpty();
  }

  @Test
  void aCrashIsToldWithTheLastWords() {
    // when
    WorkerException failure = failure(Deeds.Halt.class);

    // then
    assertThat(failure.reason()).isEqualTo(Reason.CRASHED);
    assertThat(failure).hasMessage("the worker ended with exit code 7: the last thing I do");
    assertThat(call(Deeds.Echo.class, "next")).isEqualTo("next");
    assertThat(told.ended).containsExactly(Optional.of(Reason.CRASHED), Optional.empty());
  }

  @Test
  void whatALibraryPrintsIsNoMessage() {
    assertThat(call(Deeds.Print.class, "x")).isEqualTo("x");
  }

  @Test
  void whatBreaksTheMessagesCostsTheChildOnly() {
    assertThat(failure(Deeds.PrintRaw.class).reason()).isEqualTo(Reason.CRASHED);
    assertThat(call(Deeds.Echo.class, "next")).isEqualTo("next");
  }

  @Test
  void oneOwnerHasOneChildAndOthersPassBy() throws Exception {
    // given
    reopen(settings().withChildren(2, 100, LONG));
    CountDownLatch release = new CountDownLatch(1);
    WorkerCall slow =
        WorkerCall.of(Deeds.Curious.class, bytes("a"), LONG, "greedy")
            .withAnswers(
                question -> {
                  try {
                    release.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  return question;
                });
    CompletableFuture<byte[]> first = CompletableFuture.supplyAsync(() -> pool.call(slow));
    until(() -> told.running == 1);
    CompletableFuture<byte[]> second =
        CompletableFuture.supplyAsync(
            () -> pool.call(WorkerCall.of(Deeds.Echo.class, bytes("2"), LONG, "greedy")));
    until(() -> told.waiting == 1);

    // when
    byte[] other = pool.call(WorkerCall.of(Deeds.Echo.class, bytes("3"), LONG, "modest"));

    // then
    assertThat(text(other)).isEqualTo("3");
    assertThat(second).isNotDone();
    release.countDown();
    assertThat(text(first.get())).isEqualTo("a");
    assertThat(text(second.get())).isEqualTo("2");
  }

  @Test
  void aWaiterGivesUpWhenItsCheckpointSaysSo() throws Exception {
    // given
    reopen(settings().withChildren(1, 100, LONG));
    CompletableFuture<WorkerException> blocking =
        CompletableFuture.supplyAsync(
            () -> failure(WorkerCall.of(Deeds.Loop.class, bytes("x"), Duration.ofSeconds(1), "a")));
    until(() -> told.running == 1);
    IllegalStateException enough = new IllegalStateException("enough");

    // then
    assertThatThrownBy(
            () ->
                pool.call(
                    WorkerCall.of(Deeds.Echo.class, bytes("x"), LONG, "b")
                        .withCheckpoint(
                            () -> {
                              throw enough;
                            })))
        .isSameAs(enough);
    assertThat(told.waiting).isZero();
    assertThat(blocking.get().reason()).isEqualTo(Reason.TIMED_OUT);
  }
}
