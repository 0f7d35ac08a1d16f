package dev.plumbline.contracts.events;

import java.util.Arrays;
import java.util.Optional;

/** When a hook's object is deleted; the names are Argo CD's. */
public enum HookDeletePolicy {
  HOOK_SUCCEEDED("HookSucceeded", "hook-succeeded"),
  HOOK_FAILED("HookFailed", "hook-failed"),
  /** Before the hook runs another time; so where nothing is said. */
  BEFORE_HOOK_CREATION("BeforeHookCreation", "before-hook-creation");

  private final String word;
  private final String helmWord;

  HookDeletePolicy(String word, String helmWord) {
    this.word = word;
    this.helmWord = helmWord;
  }

  /** As people and annotations write it. */
  public String word() {
    return word;
  }

  /** The policy of Argo CD's or Helm's word; empty for none. */
  public static Optional<HookDeletePolicy> of(String word) {
    return Arrays.stream(values())
        .filter(policy -> policy.word.equals(word) || policy.helmWord.equals(word))
        .findFirst();
  }
}
