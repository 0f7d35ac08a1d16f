package dev.plumbline.gitpoller.poll;

import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.RefSeen;
import dev.plumbline.contracts.events.RevisionObserved;
import dev.plumbline.contracts.events.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a look at a repository amounts to.
 *
 * @param events to be told first
 * @param seen refs to be remembered once that is done
 * @param gone refs to be forgotten then
 */
public record Findings(List<Event> events, List<RefSeen> seen, List<String> gone) {

  /** More refs than these at once are told as one event. */
  static final int MAX_EVENTS = 100;

  public Findings {
    events = List.copyOf(events);
    seen = List.copyOf(seen);
    gone = List.copyOf(gone);
  }

  /** An event with the CloudEvents id it is to have. */
  public record Event(String id, RevisionObserved revision) {}

  /** Whether nothing moved. */
  public boolean none() {
    return events.isEmpty() && seen.isEmpty() && gone.isEmpty();
  }

  /**
   * Compares a repository with what is remembered of it. Of one that nothing is remembered of, it
   * cannot be told what moved: one event says to look at all refs.
   *
   * @param before remembered places by ref
   * @param after places now
   */
  public static Findings of(
      String repository, Map<String, String> before, Map<String, String> after, Instant now) {
    List<RefMove> moves = RefComparison.moves(before, after);
    List<RefSeen> seen = new ArrayList<>();
    List<String> gone = new ArrayList<>();
    for (RefMove move : moves) {
      String place = move.after();
      if (place == null) {
        gone.add(move.ref());
      } else {
        seen.add(new RefSeen(repository, move.ref(), place, now));
      }
    }
    List<Event> events = new ArrayList<>();
    Collection<RefMove> told = told(moves);
    if (!told.isEmpty() && (before.isEmpty() || told.size() > MAX_EVENTS)) {
      events.add(
          event(
              repository,
              new RefMove(RevisionObserved.ALL_REFS, null, null),
              Map.of(),
              Map.of(),
              now));
    } else {
      told.forEach(move -> events.add(event(repository, move, before, after, now)));
    }
    return new Findings(events, seen, gone);
  }

  /**
   * What there is to tell: of a chart its name and, unless several ranges moved, its version. That
   * a range is gone, which nobody follows any more or which has no version any more, says nothing.
   */
  private static Collection<RefMove> told(List<RefMove> moves) {
    Map<String, RefMove> told = new LinkedHashMap<>();
    for (RefMove move : moves) {
      String ref = ChartRef.of(move.ref()).map(ChartRef::chart).orElse(move.ref());
      boolean chart = !ref.equals(move.ref());
      if (chart && move.after() == null) {
        continue;
      }
      told.merge(
          ref,
          new RefMove(ref, move.before(), move.after()),
          (one, another) -> new RefMove(ref, null, null));
    }
    return told.values();
  }

  private static Event event(
      String repository,
      RefMove move,
      Map<String, String> before,
      Map<String, String> after,
      Instant now) {
    String id =
        Json.sha256(
            String.join(
                "\n", repository, move.ref(), String.valueOf(move.after()), now.toString()));
    return new Event(
        id,
        new RevisionObserved(
            repository,
            move.ref(),
            RefComparison.commit(move.after(), after),
            RefComparison.commit(move.before(), before),
            new Trigger(Trigger.Cause.POLL, null, id, now),
            null,
            null));
  }
}
