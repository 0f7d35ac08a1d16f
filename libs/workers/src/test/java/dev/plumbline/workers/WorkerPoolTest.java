package dev.plumbline.workers;

import static dev.plumbline.workers.Deeds.bytes;
import static dev.plumbline.workers.Deeds.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.workers.WorkerException.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerPoolTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path directory;
  private final Told told = new Told();
  private WorkerPool pool;

  /** What the pool told its listener. */
  private static final class Told implements PoolListener {
    final List<Reason> killed = Collections.synchronizedList(new ArrayList<>());
    final List<Optional<Reason>> ended = Collections.synchronizedList(new ArrayList<>());
    volatile int started;
    volatile int running;
    volatile int waiting;

    @Override
    public void ended(Optional<Reason> failure, Duration took) {
      ended.add(failure);
    }

    @Override
    public synchronized void started(Duration took) {
      started++;
    }

    @Override
    public void killed(Reason why) {
      killed.add(why);
    }

    @Override
    public synchronized void load(int nowRunning, int nowWaiting) {
      running = nowRunning;
      waiting = nowWaiting;
    }
  }

  private WorkerSettings settings() {
    return WorkerSettings.of("test", directory.resolve("pool"), ClassPath.of(Deeds.class))
        .withMemory(32, 256, 512, 1 << 20);
  }

  @BeforeEach
  void open() {
    pool = new WorkerPool(settings(), told);
  }

  private void reopen(WorkerSettings settings) {
    pool.close();
    pool = new WorkerPool(settings, told);
  }

  @AfterEach
  void close() {
    pool.close();
    assertThat(children()).isEmpty();
  }

  private List<Path> children() {
    try (Stream<Path> found = Files.list(directory.resolve("pool"))) {
      return found.toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private String call(Class<? extends Task> task, String request) {
    return text(pool.call(WorkerCall.of(task, bytes(request), LONG, "app")));
  }

  private WorkerException failure(WorkerCall call) {
    WorkerException thrown = catchThrowableOfType(WorkerException.class, () -> pool.call(call));
    assertThat(thrown).as("the call fails").isNotNull();
    return thrown;
  }

  private WorkerException failure(Class<? extends Task> task) {
    return failure(WorkerCall.of(task, bytes("x"), LONG, "app"));
  }

  private static void until(BooleanSupplier condition) {
    Instant end = Instant.now().plus(LONG);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("it happens in time").isBefore(end);
      Thread.onSpinWait();
    }
  }

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

  @Test
  void aChildSeesNothingOfItsParent() {
    // given
    reopen(settings().withStart(Map.of("GOMEMLIMIT", "1GiB"), List.of()));

    // when
    String[] seen = call(Deeds.Surroundings.class, "").split("\n");

    // then
    assertThat(seen[0]).isEqualTo("[GOMEMLIMIT, HOME, LC_ALL, TMPDIR]");
    assertThat(seen[1]).startsWith(directory.resolve("pool/child-").toString());
    assertThat(seen[2]).isEqualTo(seen[1] + "/tmp");
    assertThat(seen[3]).isEqualTo("rwx------");
  }

  @Test
  void aChildIsReplacedAfterSoManyCalls() {
    // given
    reopen(settings().withChildren(1, 2, LONG));

    // when
    List<String> pids = Stream.generate(() -> call(Deeds.Pid.class, "")).limit(4).toList();

    // then
    assertThat(pids.get(1)).isEqualTo(pids.get(0));
    assertThat(pids.get(2)).isNotEqualTo(pids.get(1)).isEqualTo(pids.get(3));
  }

  @Test
  void anIdleChildIsEndedAndItsDirectoryGone() {
    // given
    reopen(settings().withChildren(1, 100, Duration.ofMillis(100)));
    long pid = Long.parseLong(call(Deeds.Pid.class, ""));

    // then
    until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    until(() -> children().isEmpty());
  }

  @Test
  void leftoversOfAnEarlierProcessAreDeleted() throws IOException {
    // given
    pool.close();
    Path outside = Files.writeString(directory.resolve("outside"), "kept");
    Path leftover = Files.createDirectories(directory.resolve("pool/child-1/tmp"));
    Files.createSymbolicLink(leftover.resolve("link"), directory);

    // when
    pool = new WorkerPool(settings(), told);

    // then
    assertThat(children()).isEmpty();
    assertThat(outside).exists();
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

  @Test
  void noChildIsToldAsUnavailable() {
    // given
    reopen(settings().withStart(Map.of(), List.of("-XX:NoSuchOption")));

    // when
    WorkerException failure = failure(Deeds.Echo.class);

    // then
    assertThat(failure.reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(failure).hasMessageContaining("NoSuchOption");
  }

  @Test
  void aClosedPoolSaysSo() {
    // given
    pool.close();

    // then
    assertThat(failure(Deeds.Echo.class).reason()).isEqualTo(Reason.UNAVAILABLE);
  }

  @Test
  void aCallThatIsUnderWayWhenThePoolClosesDidNotFail() throws Exception {
    // given
    CompletableFuture<WorkerException> calling =
        CompletableFuture.supplyAsync(
            () ->
                failure(
                    WorkerCall.of(Deeds.Curious.class, bytes("a"), LONG, "app")
                        .withAnswers(
                            question -> {
                              pool.close();
                              return question;
                            })));

    // then
    assertThat(calling.get().reason()).isEqualTo(Reason.UNAVAILABLE);
    assertThat(calling.get()).hasMessage("the workers are shut down");
  }

  @Test
  void aChildGoesWithItsParent() throws Exception {
    // given
    Process parent =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                DoomedParent.class.getName(),
                directory.resolve("doomed").toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    long child;
    try (BufferedReader said =
        new BufferedReader(
            new InputStreamReader(parent.getInputStream(), StandardCharsets.UTF_8))) {
      child = Long.parseLong(String.valueOf(said.readLine()));
    }
    assertThat(ProcessHandle.of(child)).isPresent();

    // when
    parent.destroyForcibly();

    // then
    until(() -> ProcessHandle.of(child).filter(ProcessHandle::isAlive).isEmpty());
  }
}
