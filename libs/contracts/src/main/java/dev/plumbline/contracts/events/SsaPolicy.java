package dev.plumbline.contracts.events;

import java.util.Arrays;
import java.util.Optional;

/** How an object is applied; the names are Flux's. */
public enum SsaPolicy {
  /** Ours win, and what tools applied before is taken over. So where nothing is said. */
  OVERRIDE("Override"),
  /** Ours win, and what others added stays theirs. */
  MERGE("Merge"),
  /** Created when it is not there, and left alone from then on. */
  IF_NOT_PRESENT("IfNotPresent"),
  /** Not applied at all. */
  IGNORE("Ignore");

  private final String word;

  SsaPolicy(String word) {
    this.word = word;
  }

  /** As people and annotations write it. */
  public String word() {
    return word;
  }

  /** The policy of that word; empty for none. */
  public static Optional<SsaPolicy> of(String word) {
    return Arrays.stream(values()).filter(policy -> policy.word.equals(word)).findFirst();
  }
}
