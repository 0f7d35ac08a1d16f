package dev.plumbline.workers;

import java.time.Duration;

/**
 * One thing to do.
 *
 * @param task what does it
 * @param request what it is given
 * @param answers answers the task's questions, in the caller's thread; what it throws ends the call
 *     and is thrown by it
 * @param timeout how long it may take once a child has it
 * @param key whose work it is: one owner has at most one child at a time
 * @param checkpoint asked often in the caller's thread, while waiting for a child too; what it
 *     throws ends the call and is thrown by it
 */
public record WorkerCall(
    Class<? extends Task> task,
    byte[] request,
    Questions answers,
    Duration timeout,
    String key,
    Runnable checkpoint) {

  /** A call of a task that asks nothing, without a checkpoint. */
  public static WorkerCall of(
      Class<? extends Task> task, byte[] request, Duration timeout, String key) {
    return new WorkerCall(task, request, Questions.NONE, timeout, key, () -> {});
  }

  public WorkerCall withAnswers(Questions other) {
    return new WorkerCall(task, request, other, timeout, key, checkpoint);
  }

  public WorkerCall withCheckpoint(Runnable other) {
    return new WorkerCall(task, request, answers, timeout, key, other);
  }
}
