package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.Verdict.OpenPlan;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether the applier was heard of since a plan was made. It takes a plan up or refuses it within
 * moments; a plan that it does neither with was lost (the applier is down, or the record went to
 * the dead letters), or was a deletion that ended without the finalizer coming off. Making the plan
 * again does no harm in any of these: of two plans from one basis the applier refuses the second.
 */
public final class Acceptance {

  /** How long the applier may be silent. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private Acceptance() {}

  /**
   * When an open plan counts as lost; null when there is none, or when the applier has it.
   *
   * @param since when the plan was made, or first known to be open, or last heard of
   */
  public static @Nullable Instant lostAt(
      @Nullable OpenPlan open, @Nullable Inventory inventory, Instant since) {
    boolean taken = open != null && inventory != null && inventory.planId().equals(open.planId());
    return open == null || taken ? null : since.plus(PATIENCE);
  }
}
