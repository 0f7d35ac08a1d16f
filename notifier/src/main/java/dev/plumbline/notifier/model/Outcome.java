package dev.plumbline.notifier.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What became of an attempt to deliver a message. Causes are for people and hold no secret. */
public sealed interface Outcome {

  /**
   * The destination has it.
   *
   * @param pause how long it wants to be left alone; null when it did not say
   */
  record Delivered(@Nullable Duration pause) implements Outcome {}

  /**
   * It may work later.
   *
   * @param after how long the destination wants to be left alone; null when it did not say
   */
  record Later(String cause, @Nullable Duration after) implements Outcome {}

  /** Trying again unchanged cannot help. */
  record Refused(String cause) implements Outcome {}

  /** The destination has no use for this kind of message. */
  record NotNeeded() implements Outcome {}

  /** Nothing was tried, since the provider is suspended. */
  record Withheld() implements Outcome {}
}
