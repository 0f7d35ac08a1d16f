package dev.plumbline.driftdetector;

import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectDrift;
import dev.plumbline.contracts.events.Verdict;
import dev.plumbline.driftdetector.model.Observation;
import dev.plumbline.driftdetector.sight.Sighting;
import dev.plumbline.driftdetector.sight.Sightings;
import dev.plumbline.driftdetector.sight.Strays;
import dev.plumbline.driftdetector.sight.Strays.Candidate;
import dev.plumbline.driftdetector.sight.WatchedKind;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Objects seen that are neither desired nor applied. Those that bear the application's mark are
 * looked after, and those that were told of until they are told to be gone; the rest is forgotten.
 */
final class Strangers {

  private final Surroundings at;
  private final Ledger ledger;
  private final Sightings sightings;
  private final Reads reads;
  private final Strays strays;
  private Set<String> known = Set.of();
  private List<Candidate> candidates = List.of();

  Strangers(Surroundings at, Ledger ledger, Sightings sightings, Reads reads) {
    this.at = at;
    this.ledger = ledger;
    this.sightings = sightings;
    this.reads = reads;
    this.strays = new Strays(at.installation());
  }

  /**
   * Sorts out what was seen.
   *
   * @param desired ids of what Git wants
   */
  void sortOut(Inventory inventory, Set<String> desired) {
    Set<String> ours = new HashSet<>(desired);
    inventory.objects().forEach(entry -> ours.add(entry.ref().id()));
    known = Set.copyOf(ours);
    Verdict verdict = ledger.verdict;
    Map<String, Candidate> found = new LinkedHashMap<>();
    Set<String> told = new HashSet<>();
    for (ObjectDrift drift : verdict == null ? List.<ObjectDrift>of() : verdict.drifts()) {
      String id = drift.ref().id();
      if (drift.kind() == ObjectDrift.Kind.EXTRA && !ours.contains(id)) {
        told.add(id);
        if (sightings.of(id) == null) {
          found.put(id, new Candidate(drift.ref(), null));
        }
      }
    }
    for (Sighting stranger : sightings.strangers(ours)) {
      if (strays.claims(stranger, inventory.applicationUid())) {
        found.put(stranger.ref().id(), new Candidate(stranger.ref(), stranger));
      }
    }
    candidates = List.copyOf(found.values());
    strays.retain(found.keySet());
    if (verdict == null || verdict.openPlan() == null) {
      ours.addAll(found.keySet());
      ours.addAll(told);
      sightings.retain(ours);
    }
  }

  /** Knows of none, as long as nothing is known of what was applied. */
  void forget() {
    known = Set.of();
    candidates = List.of();
    strays.retain(Set.of());
  }

  /** Has read those of which it is not known yet that they are there in spite of the inventory. */
  void look(Inventory inventory) {
    for (Candidate one : strays.suspects(candidates, inventory.sequence())) {
      var unused =
          reads.then(
              inventory.cluster(),
              one.ref(),
              at.examiner().find(inventory.cluster(), one.ref()),
              live -> found(one, inventory, live),
              () -> strays.notRead(one));
    }
  }

  private boolean found(Candidate one, Inventory inventory, Optional<Sighting> live) {
    strays.looked(
        one,
        inventory.sequence(),
        live.filter(it -> strays.claims(it, inventory.applicationUid())).orElse(null));
    live.ifPresentOrElse(sightings::take, () -> sightings.notThere(one.ref(), one.sighting()));
    return true;
  }

  /** A whole list was seen: what it lacks is to be read again. */
  void listed(WatchedKind kind, Set<String> ids) {
    candidates.stream()
        .map(Candidate::ref)
        .filter(ref -> kind.includes(ref) && !ids.contains(ref.id()))
        .forEach(strays::missed);
  }

  /**
   * Puts what is known of them into what was observed. What was found of such an object while it
   * was applied or wanted is of no meaning any more.
   */
  void judge(Map<String, Observation> observations, Inventory inventory) {
    Set<String> ids = new HashSet<>();
    candidates.forEach(candidate -> ids.add(candidate.ref().id()));
    observations.replaceAll(
        (id, seen) -> {
          if (known.contains(id)) {
            return seen;
          }
          return ids.contains(id)
              ? strays.judged(seen, inventory.sequence())
              : seen.with(null, null);
        });
  }
}
