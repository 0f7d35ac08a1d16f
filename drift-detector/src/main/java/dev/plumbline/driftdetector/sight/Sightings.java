package dev.plumbline.driftdetector.sight;

import dev.plumbline.cluster.ownership.Fingerprint;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.events.HealthStatus;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.Inventory.Applied;
import dev.plumbline.driftdetector.model.Finding;
import dev.plumbline.driftdetector.model.LastSeen;
import dev.plumbline.driftdetector.model.Observation;
import dev.plumbline.driftdetector.model.ResourceVersions;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The objects of one application as they were last seen, and what was found of each. Metadata tells
 * what to look at; what was looked at and not touched since is not looked at again.
 *
 * <p>Not thread-safe: it lives on its application's lane.
 */
public final class Sightings {

  private final Map<String, Watched> objects = new HashMap<>();

  /** One object. */
  private static final class Watched {
    private Sighting sighting;

    /** How the object was when it was seen last itself, and not only missed in a list. */
    private @Nullable LastSeen last;

    /** The sighting that the finding is about; null while none was judged. */
    private @Nullable Sighting judged;

    private @Nullable Finding finding;
    private @Nullable Applied against;

    /** The fingerprint of the object when its values were read last. */
    private @Nullable Fingerprint readPrint;

    private boolean underExamination;

    /** Whether it was judged at a time when nobody asked how it is. */
    private boolean merelyThere;

    Watched(Sighting sighting) {
      this.sighting = sighting;
      this.last = sighting.last();
    }

    void see(Sighting newer) {
      sighting = newer;
      last = newer.print() == null ? last : newer.last();
    }

    void judge(Finding found, @Nullable Applied applied) {
      finding = found;
      against = found.state() == Finding.State.SUSPECT ? null : applied;
      judged = sighting;
    }
  }

  /** What can be told of an object's values by reading them. */
  public enum Reading {
    /** What was applied is at hand: values can be compared. */
    COMPARES,
    /** As {@link #COMPARES}, and what others put on the object counts too. */
    COMPARES_STRICTLY,
    /** What was applied is not at hand any more: only a later apply settles it. */
    CANNOT_COMPARE,
    /** Nobody wants the object any more, or how it is: only whether it is there counts. */
    EXISTS;

    boolean compares() {
      return this == COMPARES || this == COMPARES_STRICTLY;
    }
  }

  /** An object whose values must be read. */
  public record Suspect(ObjectRef ref, Applied applied, Sighting sighting) {}

  /** Takes what a watch saw, unless something newer was seen already. */
  public void take(Sighting seen) {
    Watched watched = objects.get(seen.ref().id());
    if (watched == null) {
      objects.put(seen.ref().id(), new Watched(seen));
    } else if (supersedes(seen, watched.sighting)) {
      watched.see(seen);
    }
  }

  private static boolean supersedes(Sighting seen, Sighting known) {
    if (seen.print() == null) {
      return !known.gone();
    }
    if (known.print() == null) {
      return true;
    }
    String newVersion = seen.print().resourceVersion();
    String oldVersion = known.print().resourceVersion();
    return newVersion.equals(oldVersion)
        ? seen.gone() && !known.gone()
        : !ResourceVersions.newer(oldVersion, newVersion);
  }

  /** Takes a whole list: objects of that kind that were applied and are not in it are gone. */
  public void listed(WatchedKind kind, Set<String> ids, Inventory inventory) {
    for (Inventory.Entry entry : inventory.objects()) {
      if (entry.applied() != null
          && kind.cluster().equals(inventory.cluster())
          && kind.includes(entry.ref())
          && !ids.contains(entry.ref().id())) {
        take(Sighting.missed(entry.ref()));
      }
    }
  }

  /** The last sight of an object; null for none. */
  public @Nullable Sighting of(String id) {
    Watched watched = objects.get(id);
    return watched == null ? null : watched.sighting;
  }

  /** All objects seen whose ids are none of these. */
  public List<Sighting> strangers(Set<String> known) {
    return objects.entrySet().stream()
        .filter(entry -> !known.contains(entry.getKey()))
        .map(entry -> entry.getValue().sighting)
        .toList();
  }

  /** An object was looked for because of this sight of it, or of none, and is not there. */
  public void notThere(ObjectRef ref, @Nullable Sighting because) {
    if (of(ref.id()) == because) {
      objects.put(ref.id(), new Watched(Sighting.missed(ref)));
    }
  }

  /** Forgets all but these objects. */
  public void retain(Collection<String> ids) {
    objects.keySet().retainAll(ids);
  }

  /**
   * Judges by metadata what can be, and names what must be read.
   *
   * @param inventory what each object is held against
   * @param held objects that a plan under way writes: not judged before it ended; a hook's object
   *     is, since its end is waited for
   * @param reading what reading each object can tell
   */
  public List<Suspect> assess(
      Inventory inventory, Predicate<String> held, Function<Inventory.Entry, Reading> reading) {
    List<Suspect> suspects = new ArrayList<>();
    for (Inventory.Entry entry : inventory.objects()) {
      Watched watched = objects.get(entry.ref().id());
      Applied applied = entry.applied();
      boolean hook = entry.hook() != null;
      if (watched == null || applied == null || (!hook && held.test(entry.ref().id()))) {
        continue;
      }
      Reading tellsOf = hook ? Reading.EXISTS : reading.apply(entry);
      boolean asked = watched.merelyThere && tellsOf.compares();
      boolean news = watched.judged != watched.sighting || !applied.equals(watched.against);
      if (asked) {
        watched.readPrint = null;
      }
      if (news || asked) {
        look(watched, applied, tellsOf);
        watched.merelyThere = tellsOf == Reading.EXISTS;
      }
      boolean open = watched.finding != null && watched.finding.state() == Finding.State.SUSPECT;
      boolean tells = watched.sighting.gone() || tellsOf.compares();
      if (open && tells && !watched.underExamination) {
        watched.underExamination = true;
        suspects.add(new Suspect(entry.ref(), applied, watched.sighting));
      }
    }
    return suspects;
  }

  private static void look(Watched watched, Applied applied, Reading reading) {
    Fingerprint print = watched.sighting.print();
    if (print == null) {
      watched.judge(Finding.SUSPECT, applied);
      return;
    }
    boolean reached = ResourceVersions.reached(print.resourceVersion(), applied.resourceVersion());
    if (!reached) {
      watched.finding = null;
      watched.against = null;
    } else if (watched.sighting.gone()) {
      watched.judge(Finding.SUSPECT, applied);
    } else if (reading == Reading.COMPARES_STRICTLY) {
      Finding known = sameFields(watched, print, applied) ? watched.finding : null;
      watched.judge(known == null ? Finding.SUSPECT : known, applied);
    } else if (reading == Reading.EXISTS
        || print.suspect(applied).isEmpty()
        || (print.uid().equals(applied.uid())
            && print.resourceVersion().equals(applied.resourceVersion()))) {
      watched.judge(Finding.IN_SYNC, applied);
    } else if (readBefore(watched, print, applied) && watched.finding != null) {
      watched.judge(watched.finding, applied);
    } else {
      watched.judge(Finding.SUSPECT, applied);
    }
  }

  /** Whether the object was read since fields of it can have changed hands. */
  private static boolean sameFields(Watched watched, Fingerprint print, Applied applied) {
    Fingerprint read = watched.readPrint;
    return read != null
        && applied.equals(watched.against)
        && print.generation() == read.generation()
        && print.uid().equals(read.uid())
        && print.ownEntryDigest().equals(read.ownEntryDigest())
        && print.foreignEntriesDigest().equals(read.foreignEntriesDigest());
  }

  /**
   * Whether the values were read since they can have changed. Kinds with a generation count every
   * change of values; the others do not, and are read each time.
   */
  private static boolean readBefore(Watched watched, Fingerprint print, Applied applied) {
    Fingerprint read = watched.readPrint;
    return read != null
        && applied.equals(watched.against)
        && print.generation() != 0
        && print.generation() == read.generation()
        && print.uid().equals(read.uid())
        && print.ownEntryDigest().equals(read.ownEntryDigest())
        && print.foreignEntriesDigest().equals(read.foreignEntriesDigest())
        && print.foreignStringData() == read.foreignStringData();
  }

  /** An object to be read though nothing is suspicious; empty when reading it tells nothing. */
  public Optional<Suspect> anew(
      Inventory.Entry entry, Predicate<String> held, Function<Inventory.Entry, Reading> reading) {
    Watched watched = objects.get(entry.ref().id());
    Applied applied = entry.applied();
    if (watched == null
        || applied == null
        || watched.underExamination
        || held.test(entry.ref().id())
        || !reading.apply(entry).compares()) {
      return Optional.empty();
    }
    watched.underExamination = true;
    return Optional.of(new Suspect(entry.ref(), applied, watched.sighting));
  }

  /** Some object that is in order as far as is known; empty when the one drawn is not. */
  public Optional<Suspect> sample(
      Inventory inventory,
      Predicate<String> held,
      Function<Inventory.Entry, Reading> reading,
      RandomGenerator random) {
    List<Inventory.Entry> entries = inventory.objects();
    if (entries.isEmpty()) {
      return Optional.empty();
    }
    Inventory.Entry drawn = entries.get(random.nextInt(entries.size()));
    Watched watched = objects.get(drawn.ref().id());
    boolean inOrder =
        watched != null
            && Finding.IN_SYNC.equals(watched.finding)
            && watched.against != null
            && watched.against.equals(drawn.applied());
    return inOrder ? anew(drawn, held, reading) : Optional.empty();
  }

  /**
   * The object was read: this is how it is, and what was found. When something newer was seen
   * meanwhile, that is told by metadata from what was read, or read again.
   *
   * @return whether that is news
   */
  public boolean examined(Suspect suspect, Sighting live, Finding finding) {
    Watched watched = objects.computeIfAbsent(suspect.ref().id(), id -> new Watched(live));
    watched.underExamination = false;
    Fingerprint known = watched.sighting.print();
    boolean current =
        watched.sighting == suspect.sighting()
            || watched.sighting == live
            || live.print() == null
            || known == null
            || ResourceVersions.reached(live.print().resourceVersion(), known.resourceVersion());
    if (current) {
      boolean news =
          !finding.equals(watched.finding)
              || !suspect.applied().equals(watched.against)
              || watched.sighting.health() != live.health();
      watched.see(live);
      watched.judge(finding, suspect.applied());
      watched.readPrint = live.print();
      return news;
    }
    if (!watched.sighting.gone()) {
      watched.finding = finding;
      watched.against = suspect.applied();
      watched.readPrint = live.print();
    }
    return true;
  }

  /** The object was looked for and is not there. */
  public void absent(Suspect suspect) {
    Watched watched = objects.get(suspect.ref().id());
    if (watched == null) {
      watched = new Watched(Sighting.missed(suspect.ref()));
      objects.put(suspect.ref().id(), watched);
    }
    watched.underExamination = false;
    if (watched.sighting == suspect.sighting() || watched.sighting.gone()) {
      watched.judge(Finding.ABSENT, suspect.applied());
    }
  }

  /** The object could not be read; it is still to be. */
  public void notRead(Suspect suspect) {
    Watched watched = objects.get(suspect.ref().id());
    if (watched != null) {
      watched.underExamination = false;
    }
  }

  /** The uids of the objects that are there and not well, by id. */
  public Map<String, String> unwell() {
    Map<String, String> unwell = new HashMap<>();
    objects.forEach(
        (id, watched) -> {
          Sighting sighting = watched.sighting;
          boolean well =
              sighting.health() == HealthStatus.Healthy
                  || sighting.health() == HealthStatus.Suspended;
          if (!sighting.gone() && !well && sighting.print() != null) {
            unwell.put(id, sighting.print().uid());
          }
        });
    return unwell;
  }

  /** The claims that others laid on objects that are there, by the objects' ids. */
  public Map<String, Tracking> claims() {
    Map<String, Tracking> claims = new HashMap<>();
    objects.forEach(
        (id, watched) -> {
          Fingerprint print = watched.sighting.print();
          Tracking claim = print == null || watched.sighting.gone() ? null : print.claim();
          if (claim != null && claim.names(watched.sighting.ref())) {
            claims.put(id, claim);
          }
        });
    return claims;
  }

  /** What was seen, for judging. */
  public Map<String, Observation> observations() {
    Map<String, Observation> observations = new HashMap<>();
    objects.forEach((id, watched) -> observations.put(id, observation(watched)));
    return observations;
  }

  private static Observation observation(Watched watched) {
    Sighting sighting = watched.sighting;
    Fingerprint print = sighting.print();
    boolean absent = watched.finding != null && watched.finding.state() == Finding.State.ABSENT;
    Finding finding = watched.judged == sighting ? watched.finding : held(watched);
    return new Observation(
        sighting.ref(),
        print == null ? "" : print.uid(),
        print == null || sighting.gone() || absent ? "" : print.resourceVersion(),
        print == null ? 0 : print.generation(),
        print != null && print.deleting(),
        sighting.gone() ? HealthStatus.Missing : sighting.health(),
        sighting.message(),
        print == null ? null : print.mark(),
        finding,
        finding == null ? null : watched.against,
        watched.last,
        print == null || sighting.gone() || absent ? null : print.wish());
  }

  /** Of an object that is not judged now, an earlier finding is no finding. */
  private static @Nullable Finding held(Watched watched) {
    return watched.finding == null ? null : Finding.SUSPECT;
  }
}
