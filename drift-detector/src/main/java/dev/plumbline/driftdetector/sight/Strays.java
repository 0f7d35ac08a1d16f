package dev.plumbline.driftdetector.sight;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.driftdetector.model.Finding;
import dev.plumbline.driftdetector.model.Observation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Objects that bear an application's mark and that neither Git nor the inventory has: somebody made
 * them by hand, or an owner that stood still did when its successor had deleted them already.
 *
 * <p>A sight of such an object alone means nothing, since watches and topics know nothing of each
 * other: it may be gone already, or its deletion may be on its way to us. What counts is a read
 * that began when the inventory that stands was known and no plan was under way, for then nobody
 * but a plan made from that very inventory can be about to make the object, and the applier refuses
 * a plan that is made from another. So a finding holds for one inventory, and is asked for again
 * when the next one comes.
 *
 * <p>Not thread-safe: it lives on its application's lane.
 */
public final class Strays {

  private final String installation;
  private final Map<String, Sure> sure = new HashMap<>();
  private final Set<String> underExamination = new HashSet<>();

  /**
   * @param installation whose marks count
   */
  public Strays(String installation) {
    this.installation = installation;
  }

  /** An object that was read, and the inventory that it is not in. */
  private record Sure(String uid, long inventorySequence) {}

  /** Whether an object is there and says of itself that it is that application's. */
  public boolean claims(Sighting seen, String applicationUid) {
    Tracking mark = seen.print() == null ? null : seen.print().mark();
    return !seen.gone()
        && seen.print() != null
        && !seen.print().deleting()
        && mark != null
        && mark.installation().equals(installation)
        && mark.applicationUid().equals(applicationUid)
        && mark.names(seen.ref());
  }

  /**
   * One to read.
   *
   * @param sighting why; null when it was told of before anything was seen of it
   */
  public record Candidate(ObjectRef ref, @Nullable Sighting sighting) {}

  /** Those to read: it is not known yet that they are there in spite of this inventory. */
  public List<Candidate> suspects(Collection<Candidate> candidates, long inventorySequence) {
    List<Candidate> suspects = new ArrayList<>();
    for (Candidate candidate : candidates) {
      String id = candidate.ref().id();
      if (!isSure(id, uid(candidate.sighting()), inventorySequence) && underExamination.add(id)) {
        suspects.add(candidate);
      }
    }
    return suspects;
  }

  /**
   * One was read.
   *
   * @param inventorySequence of the inventory that stood when the read began
   * @param live as it was read; null when it is not there or is not the application's any more
   */
  public void looked(Candidate candidate, long inventorySequence, @Nullable Sighting live) {
    String id = candidate.ref().id();
    underExamination.remove(id);
    if (live == null) {
      sure.remove(id);
    } else {
      sure.put(id, new Sure(uid(live), inventorySequence));
    }
  }

  /** One could not be read; it is still to be. */
  public void notRead(Candidate candidate) {
    underExamination.remove(candidate.ref().id());
  }

  /** A list of its kind did not have it: it must be read again. */
  public void missed(ObjectRef ref) {
    sure.remove(ref.id());
  }

  /** The observation of one with what is known of it. */
  public Observation judged(Observation seen, long inventorySequence) {
    boolean known = isSure(seen.ref().id(), seen.uid(), inventorySequence);
    return seen.with(known ? Finding.EXTRA : Finding.SUSPECT, null);
  }

  private boolean isSure(String id, String uid, long inventorySequence) {
    return new Sure(uid, inventorySequence).equals(sure.get(id));
  }

  /** Forgets all but these objects. */
  public void retain(Set<String> ids) {
    sure.keySet().retainAll(ids);
  }

  private static String uid(@Nullable Sighting seen) {
    return seen == null || seen.print() == null ? "" : seen.print().uid();
  }
}
