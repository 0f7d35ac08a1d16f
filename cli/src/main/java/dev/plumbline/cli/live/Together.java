package dev.plumbline.cli.live;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Asks a cluster many things at once, but not more than it can be expected to bear. */
public final class Together {

  private static final int AT_ONCE = 8;

  private Together() {}

  /** The answers, in the order of the questions. */
  public static <Q, A> List<A> ask(List<Q> questions, Function<Q, A> answer) {
    ExecutorService workers =
        Executors.newFixedThreadPool(Math.max(1, Math.min(AT_ONCE, questions.size())));
    try {
      List<Future<A>> futures = new ArrayList<>();
      for (Q question : questions) {
        futures.add(workers.submit(() -> answer.apply(question)));
      }
      List<A> answers = new ArrayList<>();
      for (Future<A> future : futures) {
        answers.add(future.get());
      }
      return answers;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException failure
          ? failure
          : new IllegalStateException(e.getCause());
    } finally {
      workers.shutdownNow();
    }
  }
}
