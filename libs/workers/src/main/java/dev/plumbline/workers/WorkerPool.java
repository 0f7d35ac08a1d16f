package dev.plumbline.workers;

import dev.plumbline.workers.WorkerException.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A few child processes that do calls, each within its bounds. A child that goes beyond one is
 * killed with its call; the next call gets a new child. Children are started when they are needed
 * and kept for the calls after.
 */
public final class WorkerPool implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(WorkerPool.class);
  private static final int OUT_OF_MEMORY_EXIT = 3;
  private static final long SHORTEST_LOOK_MILLIS = 50;

  private final WorkerSettings settings;
  private final PoolListener listener;
  private final Turns turns;
  private final ExecutorService threads;
  private final ScheduledExecutorService clock;
  private final Deque<ChildProcess> idle = new ArrayDeque<>();
  private final Set<ChildProcess> all = new HashSet<>();
  private boolean closed;

  /**
   * Makes a pool without children yet.
   *
   * @throws WorkerException {@code UNAVAILABLE} when its directory cannot be made
   */
  public WorkerPool(WorkerSettings settings, PoolListener listener) {
    this.settings = settings;
    this.listener = listener;
    this.turns = new Turns(settings.children(), listener);
    try {
      OwnDirectory.prepare(settings.directory());
    } catch (IOException e) {
      throw new WorkerException(
          Reason.UNAVAILABLE, "the directory for " + settings.name() + " cannot be made: " + e, e);
    }
    AtomicInteger number = new AtomicInteger();
    this.threads =
        Executors.newCachedThreadPool(
            task -> daemon(task, settings.name() + "-" + number.incrementAndGet()));
    this.clock =
        Executors.newSingleThreadScheduledExecutor(task -> daemon(task, settings.name() + "-idle"));
    long period = Math.max(SHORTEST_LOOK_MILLIS, settings.idle().toMillis() / 4);
    var unused = clock.scheduleWithFixedDelay(this::endIdle, period, period, TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Does a call.
   *
   * @throws WorkerException when there is no result; what the call's checkpoint or answers throw is
   *     thrown as it is
   */
  public byte[] call(WorkerCall call) {
    if (call.request().length > settings.maxBytes()) {
      throw new WorkerException(
          Reason.TOO_LARGE,
          "what it is given has %d bytes, more than the %d allowed"
              .formatted(call.request().length, settings.maxBytes()),
          null);
    }
    turns.take(call.key(), call.checkpoint());
    long start = System.nanoTime();
    try {
      byte[] result = served(call);
      listener.ended(Optional.empty(), since(start));
      return result;
    } catch (WorkerException e) {
      listener.ended(Optional.of(e.reason()), since(start));
      throw e;
    } finally {
      turns.giveBack(call.key());
    }
  }

  private byte[] served(WorkerCall call) {
    ChildProcess child = idleChild();
    if (child == null) {
      child = start(call.checkpoint());
    }
    boolean kept = false;
    try {
      byte[] result = converse(child, call);
      kept = true;
      return result;
    } catch (WorkerException e) {
      kept = e.reason() == Reason.FAILED || (e.reason() == Reason.TOO_LARGE && child.isAlive());
      throw e;
    } catch (AnswerException e) {
      kept = true;
      throw e.thrown;
    } catch (IOException e) {
      throw crash(child, e);
    } finally {
      if (kept) {
        keep(child);
      } else {
        discard(child);
      }
    }
  }

  private byte[] converse(ChildProcess child, WorkerCall call) throws IOException {
    Watch watch =
        new Watch(child, threads, settings.memoryMib(), call.timeout(), call.checkpoint());
    try {
      RuntimeException refused = null;
      Frame next = Frame.of(Frame.Kind.CALL, call.task().getName(), call.request());
      while (true) {
        Frame told = next;
        Frame said = watch.await(() -> child.tell(told));
        if (said.kind() == Frame.Kind.QUESTION) {
          watch.look();
          Answer answer = answer(call, said.content(), refused);
          refused = answer.refused;
          next = answer.frame;
        } else if (refused != null) {
          throw new AnswerException(refused);
        } else {
          return result(said);
        }
      }
    } catch (WorkerException e) {
      if (e.reason() == Reason.TIMED_OUT || e.reason() == Reason.OUT_OF_MEMORY) {
        listener.killed(e.reason());
      }
      throw e;
    }
  }

  private record Answer(Frame frame, @Nullable RuntimeException refused) {}

  /** After an answer that is an exception the task gets no other. */
  private Answer answer(WorkerCall call, byte[] question, @Nullable RuntimeException refused) {
    RuntimeException thrown = refused;
    if (thrown == null) {
      try {
        byte[] answer = call.answers().ask(question);
        if (answer.length <= settings.maxBytes()) {
          return new Answer(new Frame(Frame.Kind.ANSWER, answer), null);
        }
        thrown =
            new WorkerException(
                Reason.TOO_LARGE,
                "an answer to it has %d bytes, more than the %d allowed"
                    .formatted(answer.length, settings.maxBytes()),
                null);
      } catch (RuntimeException e) {
        thrown = e;
      }
    }
    return new Answer(new Frame(Frame.Kind.NO_ANSWER, new byte[0]), thrown);
  }

  private static byte[] result(Frame said) throws IOException {
    return switch (said.kind()) {
      case RESULT -> said.content();
      case FAILURE -> throw WorkerException.failed(said.first(), text(said.rest()));
      case TOO_LARGE -> throw new WorkerException(Reason.TOO_LARGE, text(said.content()), null);
      default -> throw new Frame.NotAFrameException("a message out of turn");
    };
  }

  private static String text(byte[] bytes) {
    return new String(bytes, java.nio.charset.StandardCharsets.UTF_8);
  }

  private WorkerException crash(ChildProcess child, IOException broken) {
    if (isClosed()) {
      return shutDown(broken);
    }
    if (broken instanceof Frame.NotAFrameException) {
      listener.killed(Reason.CRASHED);
      return new WorkerException(Reason.CRASHED, "the worker said " + broken.getMessage(), broken);
    }
    try {
      int code = child.exitCode();
      log.debug("a worker of {} ended with {}: {}", settings.name(), code, child.lastWords());
      if (code == OUT_OF_MEMORY_EXIT && child.lastWords().contains("OutOfMemoryError")) {
        listener.killed(Reason.OUT_OF_MEMORY);
        return new WorkerException(
            Reason.OUT_OF_MEMORY,
            "it took more than the " + settings.heapMib() + " MiB of heap allowed",
            broken);
      }
      listener.killed(Reason.CRASHED);
      return new WorkerException(
          Reason.CRASHED, "the worker ended with exit code " + code + said(child), broken);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new WorkerException(Reason.INTERRUPTED, "interrupted while a worker ended", e);
    }
  }

  private static WorkerException shutDown(@Nullable Throwable cause) {
    return new WorkerException(Reason.UNAVAILABLE, "the workers are shut down", cause);
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private static String said(ChildProcess child) {
    String words = child.lastWords();
    int line = words.indexOf('\n');
    String first = line < 0 ? words : words.substring(0, line);
    return first.isEmpty() ? "" : ": " + first;
  }

  private ChildProcess start(Runnable checkpoint) {
    long start = System.nanoTime();
    ChildProcess child = process();
    try {
      Frame said =
          new Watch(child, threads, settings.memoryMib(), settings.startTimeout(), checkpoint)
              .await(child::read);
      if (said.kind() != Frame.Kind.READY) {
        throw new Frame.NotAFrameException("a message out of turn");
      }
      listener.started(since(start));
      return child;
    } catch (IOException e) {
      WorkerException crash = crash(child, e);
      discard(child);
      throw crash.reason() == Reason.INTERRUPTED || isClosed()
          ? crash
          : new WorkerException(
              Reason.UNAVAILABLE, "no worker comes up: " + crash.getMessage(), crash);
    } catch (RuntimeException | Error e) {
      discard(child);
      throw e;
    }
  }

  private synchronized ChildProcess process() {
    if (closed) {
      throw shutDown(null);
    }
    try {
      ChildProcess child = ChildProcess.start(settings, threads);
      all.add(child);
      return child;
    } catch (IOException e) {
      throw new WorkerException(Reason.UNAVAILABLE, "no worker can be started: " + e, e);
    }
  }

  private @Nullable ChildProcess idleChild() {
    while (true) {
      ChildProcess child;
      synchronized (this) {
        child = idle.pollFirst();
      }
      if (child == null || child.isAlive()) {
        return child;
      }
      discard(child);
    }
  }

  private void keep(ChildProcess child) {
    child.calls++;
    synchronized (this) {
      if (!closed && child.calls < settings.callsPerChild()) {
        child.idleSince = System.nanoTime();
        idle.addFirst(child);
        return;
      }
    }
    discard(child);
  }

  private void discard(ChildProcess child) {
    child.end();
    synchronized (this) {
      all.remove(child);
    }
  }

  private void endIdle() {
    List<ChildProcess> ended = new ArrayList<>();
    synchronized (this) {
      long now = System.nanoTime();
      idle.removeIf(
          child ->
              (now - child.idleSince > settings.idle().toNanos() || !child.isAlive())
                  && ended.add(child));
    }
    ended.forEach(this::discard);
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Ends every child; calls that are under way fail. */
  @Override
  public void close() {
    List<ChildProcess> living;
    synchronized (this) {
      closed = true;
      idle.clear();
      living = List.copyOf(all);
    }
    turns.close();
    living.forEach(this::discard);
    clock.shutdownNow();
    threads.shutdown();
  }

  /** What whoever answers a question threw, on its way to the caller. */
  private static final class AnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    final RuntimeException thrown;

    AnswerException(RuntimeException thrown) {
      super(thrown);
      this.thrown = thrown;
    }
  }
}
