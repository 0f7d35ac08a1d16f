package dev.plumbline.gitpoller.poll;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What each target was last seen to have. A repository that is looked at with several credentials
 * may show each of them other refs: a ref is gone only when all of them say so, and where two
 * differ the newer look is right. Not thread-safe.
 */
public final class Looks {

  private record Look(long order, SortedMap<String, String> places) {}

  private final Map<Target, Look> latest = new HashMap<>();
  private long looks;

  /**
   * Takes a look into account, and says what the whole repository amounts to now.
   *
   * @param all every target of that repository
   * @param remembered what holds for refs that a target which could not be looked at may have
   */
  public SortedMap<String, String> take(
      Target target,
      SortedMap<String, String> places,
      Set<Target> all,
      Map<String, String> remembered) {
    latest.put(target, new Look(looks++, places));
    SortedMap<String, String> whole = new TreeMap<>();
    if (!latest.keySet().containsAll(all)) {
      whole.putAll(remembered);
    }
    latest.entrySet().stream()
        .filter(entry -> all.contains(entry.getKey()))
        .map(Map.Entry::getValue)
        .sorted(Comparator.comparingLong(Look::order))
        .forEach(look -> whole.putAll(look.places()));
    return whole;
  }

  /** Forgets what a target showed, as it cannot be looked at now. */
  public void drop(Target target) {
    latest.remove(target);
  }

  /** Forgets targets that are not polled any more. */
  public void retain(Set<Target> targets) {
    latest.keySet().retainAll(targets);
  }
}
