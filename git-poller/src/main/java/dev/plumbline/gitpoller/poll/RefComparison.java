package dev.plumbline.gitpoller.poll;

import dev.plumbline.git.RefSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Compares where refs are with where they were. A ref's place is its commit in hex; that of {@code
 * HEAD} is {@code ref: } and the branch it stands for.
 */
public final class RefComparison {

  private static final String HEAD = "HEAD";
  private static final String SYMBOLIC = "ref: ";

  private RefComparison() {}

  /** Branches, tags and {@code HEAD} of a snapshot with their places. */
  public static SortedMap<String, String> places(RefSnapshot snapshot) {
    SortedMap<String, String> places = new TreeMap<>();
    snapshot.refs().forEach((ref, commit) -> places.put(ref, commit.hex()));
    String head = snapshot.head();
    if (head != null && !head.equals(HEAD)) {
      places.put(HEAD, SYMBOLIC + head);
    }
    return places;
  }

  /** What moved, by name. */
  public static List<RefMove> moves(Map<String, String> before, Map<String, String> after) {
    SortedSet<String> refs = new TreeSet<>(before.keySet());
    refs.addAll(after.keySet());
    List<RefMove> moves = new ArrayList<>();
    for (String ref : refs) {
      RefMove move = new RefMove(ref, before.get(ref), after.get(ref));
      if (move.before() == null || !move.before().equals(move.after())) {
        moves.add(move);
      }
    }
    return moves;
  }

  /** The commit at a place, when that is one; else that of the branch it stands for, or null. */
  static @Nullable String commit(@Nullable String place, Map<String, String> places) {
    return place != null && place.startsWith(SYMBOLIC)
        ? places.get(place.substring(SYMBOLIC.length()))
        : place;
  }
}
