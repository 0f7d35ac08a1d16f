package dev.plumbline.workers;

import static dev.plumbline.workers.Deeds.bytes;
import static dev.plumbline.workers.Deeds.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.workers.WorkerException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A pool for each test, closed without a trace after it. */
abstract class WithPool {

  static final Duration LONG = Duration.ofSeconds(60);
  static final Duration SHORT = Duration.ofMillis(300);

  @TempDir Path directory;
  final Told told = new Told();
  WorkerPool pool;

  /** What the pool told its listener. */
  static final class Told implements PoolListener {
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

  WorkerSettings settings() {
    return WorkerSettings.of("test", directory.resolve("pool"), ClassPath.of(Deeds.class))
        .withMemory(32, 256, 512, 1 << 20);
  }

  @BeforeEach
  void open() {
    pool = new WorkerPool(settings(), told);
  }

  void reopen(WorkerSettings settings) {
    pool.close();
    pool = new WorkerPool(settings, told);
  }

  @AfterEach
  void close() {
    pool.close();
    assertThat(children()).isEmpty();
  }

  List<Path> children() {
    try (Stream<Path> found = Files.list(directory.resolve("pool"))) {
      return found.toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  String call(Class<? extends Task> task, String request) {
    return text(pool.call(WorkerCall.of(task, bytes(request), LONG, "app")));
  }

  WorkerException failure(WorkerCall call) {
    WorkerException thrown = catchThrowableOfType(WorkerException.class, () -> pool.call(call));
    assertThat(thrown).as("the call fails").isNotNull();
    return thrown;
  }

  WorkerException failure(Class<? extends Task> task) {
    return failure(WorkerCall.of(task, bytes("x"), LONG, "app"));
  }

  static void until(BooleanSupplier condition) {
    Instant end = Instant.now().plus(LONG);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as("it happens in time").isBefore(end);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
  }
}
