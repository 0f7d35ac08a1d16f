package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.Inventory.SyncSummary;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.driftdetector.model.ApplicationStatus.HistoryEntry;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * The syncs that a status remembers, newest first: what each was for, who or what set it going, and
 * what came of it. Putting the same revision right again and again, or failing with it, is one
 * entry with a count, and of commits that change nothing only the newest is remembered: none of
 * these must push out what was deployed.
 */
final class History {

  private static final Set<String> HEALS = Set.of("SelfHeal", "Ownership");
  private static final int LONGEST_MESSAGE = 500;

  private final ApplicationView view;
  private final VerdictDraft draft;
  private final Outlook outlook;

  History(ApplicationView view, VerdictDraft draft, Outlook outlook) {
    this.view = view;
    this.draft = draft;
    this.outlook = outlook;
  }

  /** What is remembered now. */
  List<HistoryEntry> after(List<HistoryEntry> before) {
    List<HistoryEntry> entries = new ArrayList<>(before);
    ended(entries);
    converged(entries);
    return entries.equals(before) && !tooLong(before) ? before : shortened(entries);
  }

  /** The plan that ended, unless it is known already. */
  private void ended(List<HistoryEntry> entries) {
    Inventory inventory = view.inventory();
    SyncSummary sync = inventory == null ? null : inventory.sync();
    if (inventory == null
        || sync == null
        || !inventory.phase().ended()
        || entries.stream().anyMatch(entry -> inventory.planId().equals(entry.planId()))) {
      return;
    }
    HistoryEntry entry = entry(inventory, sync);
    if (!entries.isEmpty() && isAgain(entries.get(0), entry)) {
      entry = entry.after(entries.remove(0));
    }
    entries.add(0, entry);
  }

  private static boolean isAgain(HistoryEntry before, HistoryEntry entry) {
    boolean heals = isHeal(before) && isHeal(entry);
    boolean failures = "Failed".equals(before.phase()) && "Failed".equals(entry.phase());
    return (heals || failures)
        && Objects.equals(before.phase(), entry.phase())
        && before.revision().equals(entry.revision())
        && Objects.equals(before.revisions(), entry.revisions());
  }

  private static boolean isHeal(HistoryEntry entry) {
    return entry.reason() != null && HEALS.contains(entry.reason());
  }

  private HistoryEntry entry(Inventory inventory, SyncSummary sync) {
    List<SourceRevision> revisions = inventory.revisions();
    String revision = StatusReport.revision(revisions);
    String failures =
        inventory.failures().isEmpty() ? null : StatusReport.describe(inventory.failures());
    return new HistoryEntry(
        inventory.desiredSequence(),
        revision == null ? "" : revision,
        StatusReport.revisions(revisions),
        revisions.isEmpty() ? null : revisions.get(0).author(),
        null,
        word(inventory.phase()),
        word(sync.reason()),
        word(sync.trigger().cause()),
        sync.trigger().by(),
        inventory.planId(),
        sync.planDigest(),
        sync.serviceAccount(),
        sync.startedAt().truncatedTo(ChronoUnit.SECONDS),
        inventory.writtenAt().truncatedTo(ChronoUnit.SECONDS),
        counts(sync.counts()),
        failures == null ? null : Brevity.cut(failures, LONGEST_MESSAGE),
        null);
  }

  /** As conditions write their reasons. */
  private static String word(Enum<?> constant) {
    StringBuilder word = new StringBuilder();
    for (String part : constant.name().split("_", -1)) {
      word.append(part.charAt(0)).append(part.substring(1).toLowerCase(Locale.ROOT));
    }
    return word.toString();
  }

  private static String counts(SyncEvent.Counts counts) {
    String words = counts.words();
    return words.isEmpty() ? "nothing to do" : words;
  }

  /** When all of it was seen there and well; a revision may get there without a sync. */
  private void converged(List<HistoryEntry> entries) {
    String revision = StatusReport.revision(draft.convergedRevisions);
    long sequence = draft.convergedSequence;
    if (sequence == 0 || revision == null) {
      return;
    }
    Instant now = view.now().truncatedTo(ChronoUnit.SECONDS);
    HistoryEntry newest = entries.isEmpty() ? null : entries.get(0);
    boolean bySync =
        newest != null
            && newest.convergedAt() == null
            && newest.sequence() == sequence
            && "Succeeded".equals(newest.phase());
    if (newest != null && bySync && outlook.converged()) {
      entries.set(0, newest.converged(now));
      newest = entries.get(0);
    }
    boolean sameAsNewest = newest != null && bySync && newest.revision().equals(revision);
    if (!sameAsNewest && !isIn(entries, sequence, revision)) {
      boolean followsAnother =
          newest != null
              && !newest.bySync()
              && newest.sequence() == sequence
              && !deploys(entries, 0);
      if (followsAnother) {
        entries.remove(0);
      }
      entries.add(0, HistoryEntry.withoutSync(sequence, revision, now));
    }
  }

  /** Sequences begin anew when what Kafka held is lost: one alone does not name a revision. */
  private static boolean isIn(List<HistoryEntry> entries, long sequence, String revision) {
    HistoryEntry last =
        entries.stream().filter(entry -> entry.convergedAt() != null).findFirst().orElse(null);
    return last != null
        && ((last.revision().equals(revision) && last.sequence() >= sequence)
            || entries.stream()
                .filter(entry -> entry.convergedAt() != null)
                .anyMatch(
                    entry -> entry.sequence() == sequence && entry.revision().equals(revision)));
  }

  private int limit() {
    return view.application().spec().revisionHistoryLimitOrDefault();
  }

  private boolean tooLong(List<HistoryEntry> entries) {
    int deployments = 0;
    for (int i = 0; i < entries.size(); i++) {
      deployments += deploys(entries, i) ? 1 : 0;
    }
    return deployments > limit() || entries.size() > 2 * limit();
  }

  /** Whether it brought something new, and not only a commit that changes nothing. */
  private static boolean deploys(List<HistoryEntry> entries, int index) {
    HistoryEntry entry = entries.get(index);
    boolean same =
        !entry.bySync()
            && index + 1 < entries.size()
            && entries.get(index + 1).sequence() == entry.sequence();
    return !isHeal(entry) && !same;
  }

  /**
   * The last ones that deployed something, and what was put right between them; and in any case one
   * that converged, if ever any did.
   */
  private List<HistoryEntry> shortened(List<HistoryEntry> entries) {
    List<HistoryEntry> kept = new ArrayList<>();
    int deployments = 0;
    for (int i = 0; i < entries.size(); i++) {
      if (deployments == limit() || kept.size() == 2 * limit()) {
        break;
      }
      kept.add(entries.get(i));
      deployments += deploys(entries, i) ? 1 : 0;
    }
    if (kept.stream().noneMatch(entry -> entry.convergedAt() != null)) {
      entries.stream()
          .filter(entry -> entry.convergedAt() != null)
          .findFirst()
          .ifPresent(kept::add);
    }
    return List.copyOf(kept);
  }
}
