package dev.plumbline.workers;

import static dev.plumbline.workers.Deeds.bytes;
import static dev.plumbline.workers.Deeds.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.workers.WorkerException.Reason;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What ends a call, and leaves the next one served. */
class WorkerBoundsTest extends WithPool {

  @Test
  void aLoopEndsInTime() {
    // given
    String child = call(Deeds.Pid.class, "");

    // when
    WorkerException failure = failure(WorkerCall.of(Deeds.Loop.class, bytes("x"), SHORT, "app"));

    // then
    assertThat(failure.reason()).isEqualTo(Reason.TIMED_OUT);
    assertThat(failure).hasMessage("it took longer than the 300 ms allowed");
    assertThat(ProcessHandle.of(Long.parseLong(child)).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(call(Deeds.Pid.class, "")).isNotEqualTo(child);
    assertThat(told.killed).containsExactly(Reason.TIMED_OUT);
  }

  @Test
  void whatAChildStartedEndsWithIt() {
    // given
    AtomicReference<String> grandchild = new AtomicReference<>("");
    IllegalStateException enough = new IllegalStateException("enough");
    WorkerCall call =
        WorkerCall.of(Deeds.Parent.class, bytes("x"), LONG, "app")
            .withAnswers(
                question -> {
                  grandchild.set(text(question));
                  return question;
                })
            .withCheckpoint(
                () -> {
                  if (!grandchild.get().isEmpty()) {
                    throw enough;
                  }
                });

    // when
    assertThatThrownBy(() -> pool.call(call)).isSameAs(enough);

    // then
    long pid = Long.parseLong(grandchild.get());
    until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
  }

  @Test
  void theCheckpointEndsACall() {
    // given
    IllegalStateException enough = new IllegalStateException("enough");
    Instant end = Instant.now().plus(SHORT);
    WorkerCall call =
        WorkerCall.of(Deeds.Loop.class, bytes("x"), LONG, "app")
            .withCheckpoint(
                () -> {
                  if (Instant.now().isAfter(end)) {
                    throw enough;
                  }
                });

    // then
    assertThatThrownBy(() -> pool.call(call)).isSameAs(enough);
    assertThat(call(Deeds.Echo.class, "next")).isEqualTo("next");
  }

  @Test
  void anInterruptEndsACall() throws Exception {
    // given
    AtomicReference<WorkerException> failure = new AtomicReference<>();
    Thread caller =
        new Thread(
            () ->
                failure.set(
                    catchThrowableOfType(
                        WorkerException.class, () -> call(Deeds.Loop.class, "x"))));
    caller.start();
    until(() -> told.running == 1);

    // when
    caller.interrupt();
    caller.join(LONG.toMillis());

    // then
    assertThat(failure.get().reason()).isEqualTo(Reason.INTERRUPTED);
    assertThat(call(Deeds.Echo.class, "next")).isEqualTo("next");
  }

  @Test
  void aHeapIsBounded() {
    // when
    WorkerException failure = failure(Deeds.FillHeap.class);

    // then
    assertThat(failure.reason()).isEqualTo(Reason.OUT_OF_MEMORY);
    assertThat(failure).hasMessage("it took more than the 32 MiB of heap allowed");
    assertThat(call(Deeds.Echo.class, "next")).isEqualTo("next");
  }

  @Test
  void memoryBesideTheHeapIsBounded() {
    // given
    reopen(settings().withStart(Map.of(), List.of("-XX:MaxDirectMemorySize=2g")));

    // when
    WorkerException failure = failure(Deeds.FillMemory.class);

    // then
    assertThat(failure.reason()).isEqualTo(Reason.OUT_OF_MEMORY);
    assertThat(failure).hasMessage("it took more than the 256 MiB of memory allowed");
    assertThat(call(Deeds.Echo.class, "next")).isEqualTo("next");
  }

  @Test
  void messagesAreBounded() {
    // given
    int most = 1 << 20;
    WorkerCall tooLong = WorkerCall.of(Deeds.Echo.class, new byte[most + 1], LONG, "app");
    WorkerCall longAnswer =
        WorkerCall.of(Deeds.Curious.class, bytes("a"), LONG, "app")
            .withAnswers(question -> new byte[most + 1]);
    WorkerCall hugeResult =
        WorkerCall.of(Deeds.Huge.class, bytes(String.valueOf(most + 1)), LONG, "app");

    // then
    assertThat(pool.call(WorkerCall.of(Deeds.Echo.class, new byte[most], LONG, "app")))
        .hasSize(most);
    assertThat(failure(tooLong).reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(failure(longAnswer)).hasMessageContaining("an answer to it has 1048577 bytes");
    assertThat(failure(hugeResult))
        .hasMessage("its result has 1048577 bytes, more than the 1048576 allowed");
    assertThat(told.started).isEqualTo(1);
  }
}
