package dev.plumbline.workers;

import java.nio.file.Path;
import java.time.Duration;

/** A process with a child that is at work; whoever started it kills it. */
final class DoomedParent {

  private DoomedParent() {}

  /** Prints the child's id, and then waits for work that does not end. */
  public static void main(String[] arguments) {
    WorkerSettings settings =
        WorkerSettings.of("doomed", Path.of(arguments[0]), ClassPath.of(Deeds.class));
    try (WorkerPool pool = new WorkerPool(settings, PoolListener.NONE)) {
      byte[] pid =
          pool.call(WorkerCall.of(Deeds.Pid.class, new byte[0], Duration.ofMinutes(1), ""));
      System.out.println(Deeds.text(pid));
      byte[] unused =
          pool.call(WorkerCall.of(Deeds.Loop.class, new byte[0], Duration.ofMinutes(9), ""));
    }
  }
}
