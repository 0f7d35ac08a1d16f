package dev.plumbline.cluster.sync;

import dev.plumbline.contracts.events.SyncPhase;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When Helm runs a hook, and which phase that is here. */
public enum HelmEvent {
  PRE_INSTALL("pre-install", SyncPhase.PRE_SYNC, true, false),
  POST_INSTALL("post-install", SyncPhase.POST_SYNC, true, false),
  PRE_UPGRADE("pre-upgrade", SyncPhase.PRE_SYNC, false, true),
  POST_UPGRADE("post-upgrade", SyncPhase.POST_SYNC, false, true),
  PRE_DELETE("pre-delete", SyncPhase.PRE_DELETE, false, false),
  POST_DELETE("post-delete", SyncPhase.POST_DELETE, false, false),
  /** Definitions, which have their turn before everything else anyway. */
  CRD_INSTALL("crd-install", SyncPhase.SYNC, true, true),
  /** Nothing is rolled back here as Helm does it: an earlier commit is a sync as any other. */
  PRE_ROLLBACK("pre-rollback", null, false, false),
  POST_ROLLBACK("post-rollback", null, false, false),
  TEST("test", null, false, false),
  TEST_SUCCESS("test-success", null, false, false),
  TEST_FAILURE("test-failure", null, false, false);

  private final String word;
  private final @Nullable SyncPhase phase;
  private final boolean atInstall;
  private final boolean atUpgrade;

  HelmEvent(String word, @Nullable SyncPhase phase, boolean atInstall, boolean atUpgrade) {
    this.word = word;
    this.phase = phase;
    this.atInstall = atInstall;
    this.atUpgrade = atUpgrade;
  }

  /** Helm's word. */
  public String word() {
    return word;
  }

  /** The phase it runs in; empty for one that is not run. */
  public Optional<SyncPhase> phase() {
    return Optional.ofNullable(phase);
  }

  /**
   * Whether it runs in a sync.
   *
   * @param installed whether a sync of the application ever succeeded
   */
  public boolean runsInSync(boolean installed) {
    return installed ? atUpgrade : atInstall;
  }

  /** The event of that word; empty for none that Helm knows. */
  public static Optional<HelmEvent> of(String word) {
    return Arrays.stream(values()).filter(event -> event.word.equals(word)).findFirst();
  }
}
