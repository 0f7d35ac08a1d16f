package dev.plumbline.workers;

/** What a task asks the process that called it. */
@FunctionalInterface
public interface Questions {

  /** A caller of a task that asks nothing. */
  Questions NONE =
      question -> {
        throw new IllegalStateException("the task asked a question, but nobody answers here");
      };

  /** The answer to a question. */
  byte[] ask(byte[] question);
}
