package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.events.Command.Sync;
import dev.plumbline.contracts.events.Verdict;
import dev.plumbline.contracts.events.Verdict.SyncRequest;
import dev.plumbline.contracts.resources.Application;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Syncs that persons asked for lately. What was asked for is remembered until a plan does it, be
 * there a restart or not; and beyond that, since a command may come twice. A newer one takes the
 * place of one that waits.
 *
 * @param lately the newest last; none but the newest waits
 */
record SyncRequests(List<SyncRequest> lately) {

  /** How many are remembered: more do not come again than were read and not committed. */
  static final int MOST = 5;

  private static final String NO_PLAN = "";

  SyncRequests {
    lately = List.copyOf(lately);
  }

  /**
   * What the verdict tells, and what has just come.
   *
   * @param refusal of a plan, which so has done nothing
   */
  static SyncRequests of(
      Application application, @Nullable Verdict told, Refusal refusal, @Nullable Sync came) {
    List<SyncRequest> requests = told == null ? null : told.requests();
    SyncRequests known = new SyncRequests(requests == null ? List.of() : requests);
    SyncRequest newest = known.newest();
    if (newest != null && !refusal.planId().isEmpty() && refusal.planId().equals(newest.planId())) {
      known = known.newestWith(null);
    }
    return came == null || !came.applicationUid().equals(application.uid())
        ? known
        : known.with(came);
  }

  private SyncRequests with(Sync came) {
    boolean cameBefore =
        lately.stream()
            .anyMatch(known -> known.by().equals(came.by()) && known.at().equals(came.at()));
    if (cameBefore) {
      return this;
    }
    List<SyncRequest> all = new ArrayList<>(answered(NO_PLAN).lately);
    all.add(new SyncRequest(came.by(), came.at(), null));
    return new SyncRequests(all.subList(Math.max(0, all.size() - MOST), all.size()));
  }

  private @Nullable SyncRequest newest() {
    return lately.isEmpty() ? null : lately.get(lately.size() - 1);
  }

  /** The one that waits to be done; null for none. */
  @Nullable SyncRequest waiting() {
    SyncRequest newest = newest();
    return newest == null || newest.planId() != null ? null : newest;
  }

  /** These, when nothing has to be done any more of what waits. */
  SyncRequests done() {
    return answered(NO_PLAN);
  }

  /** These, when that plan does what waits. */
  SyncRequests doneBy(String planId) {
    return answered(planId);
  }

  private SyncRequests answered(String planId) {
    return waiting() == null ? this : newestWith(planId);
  }

  private SyncRequests newestWith(@Nullable String planId) {
    List<SyncRequest> all = new ArrayList<>(lately);
    SyncRequest newest = all.remove(all.size() - 1);
    all.add(new SyncRequest(newest.by(), newest.at(), planId));
    return new SyncRequests(all);
  }

  /** Whether a person asked for what that plan does. */
  boolean areDoneBy(String planId) {
    return lately.stream().anyMatch(request -> planId.equals(request.planId()));
  }
}
