package dev.plumbline.contracts.events;

import java.util.Arrays;
import java.util.Optional;

/** When, in the course of a sync or a deletion, an object has its turn; the names are Argo CD's. */
public enum SyncPhase {
  PRE_SYNC("PreSync"),
  SYNC("Sync"),
  POST_SYNC("PostSync"),
  /** After a sync has failed, before that is told. */
  SYNC_FAIL("SyncFail"),
  /** When the application is deleted, before anything of it is. */
  PRE_DELETE("PreDelete"),
  /** When everything of a deleted application is gone. */
  POST_DELETE("PostDelete");

  private final String word;

  SyncPhase(String word) {
    this.word = word;
  }

  /** As people and annotations write it. */
  public String word() {
    return word;
  }

  /** The phase of that word; empty for none. */
  public static Optional<SyncPhase> of(String word) {
    return Arrays.stream(values()).filter(phase -> phase.word.equals(word)).findFirst();
  }
}
