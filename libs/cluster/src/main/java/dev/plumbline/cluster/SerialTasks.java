package dev.plumbline.cluster;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/** Runs tasks one after another, in order, on threads shared with others. */
final class SerialTasks implements Executor {

  private final Executor threads;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private boolean running;

  SerialTasks(Executor threads) {
    this.threads = threads;
  }

  @Override
  public void execute(Runnable task) {
    synchronized (waiting) {
      waiting.add(task);
      if (running) {
        return;
      }
      running = true;
    }
    threads.execute(this::runOne);
  }

  private void runOne() {
    Runnable task;
    synchronized (waiting) {
      task = waiting.poll();
      if (task == null) {
        running = false;
        return;
      }
    }
    try {
      task.run();
    } finally {
      threads.execute(this::runOne);
    }
  }
}
