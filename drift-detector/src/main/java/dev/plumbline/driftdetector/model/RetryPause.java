package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectFailure;
import dev.plumbline.contracts.resources.Application.Retry;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How long it takes until a sync that failed is tried again. Where all that failed is for Git to
 * mend, trying again hardly ever changes anything: once is tried as soon as otherwise, since the
 * same push may have changed the definition that it was held against, and then the longest pause
 * comes. It does not keep other objects from being put right as soon as otherwise.
 */
final class RetryPause {

  private RetryPause() {}

  /** Whether the last sync failed for nothing but what Git has to mend. */
  static boolean isForGit(ApplicationView view) {
    Inventory inventory = view.inventory();
    return inventory != null
        && !view.application().deleting()
        && inventory.phase() == Inventory.Phase.FAILED
        && !inventory.failures().isEmpty()
        && inventory.failures().stream().noneMatch(ObjectFailure::retriable);
  }

  /**
   * The pause, the same however often it is asked for.
   *
   * @param failed how many attempts have failed in a row
   * @param forGit whether all that failed is for Git to mend
   */
  static Duration of(ApplicationView view, int failed, boolean forGit) {
    Retry retry = view.application().spec().syncPolicyOrDefault().retryOrDefault();
    return forGit && failed > 1 ? retry.longestDelay() : retry.delayAfter(failed);
  }

  /**
   * When a sync that waits for Git is tried again nevertheless, since an object that did not fail
   * is to be put right; null when none is.
   */
  static @Nullable Instant cutShort(
      ApplicationView view, VerdictDraft draft, Comparison comparison) {
    Inventory inventory = view.inventory();
    if (inventory == null || draft.retryAt == null || !isForGit(view)) {
      return null;
    }
    Set<String> failed =
        inventory.failures().stream()
            .map(failure -> failure.ref().id())
            .collect(Collectors.toSet());
    Set<String> awaited =
        comparison.needs().stream().map(need -> need.ref().id()).collect(Collectors.toSet());
    boolean heals = view.application().spec().syncPolicyOrDefault().selfHeals();
    Stream<ObjectRef> wrong =
        heals
            ? Stream.concat(comparison.confirmed().stream(), comparison.ownershipLost().stream())
            : comparison.ownershipLost().stream();
    boolean others =
        wrong
            .filter(ref -> !failed.contains(ref.id()) && !awaited.contains(ref.id()))
            .anyMatch(ref -> view.heals().permits(ref, view.now()));
    Duration usual = Jitter.of(inventory.planId()).apply(of(view, draft.failedAttempts, false));
    Instant sooner = inventory.writtenAt().plus(usual);
    return others && sooner.isBefore(draft.retryAt) ? sooner : null;
  }
}
