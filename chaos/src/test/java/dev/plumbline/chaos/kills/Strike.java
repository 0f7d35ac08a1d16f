package dev.plumbline.chaos.kills;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * One blow: which instance of a service stops where, and what becomes of it.
 *
 * @param passage at which time of coming by
 * @param instance which of the service's instances, counted round
 */
record Strike(KillPoint point, int passage, int instance, Manner manner) {

  private static final int LATEST_PASSAGE = 2;
  private static final int MOST_INSTANCES = 2;

  /** What becomes of it. */
  enum Manner {
    /** {@code kill -9}, and started again at once. */
    KILL,
    /** {@code SIGSTOP}, until all others take it for dead, then {@code SIGCONT}. */
    FREEZE
  }

  /**
   * A sequence of strikes, the same for the same arguments: every point has its turn before any has
   * its second, and the services take turns, so that one recovers while another is struck.
   *
   * @param everyNth one in so many is a freeze
   */
  static List<Strike> of(long seed, int count, List<KillPoint> points, int everyNth) {
    Random random = new Random(seed);
    List<Strike> strikes = new ArrayList<>();
    while (strikes.size() < count) {
      for (KillPoint point : inTurns(points, random)) {
        strikes.add(
            new Strike(
                point,
                1 + random.nextInt(LATEST_PASSAGE),
                random.nextInt(MOST_INSTANCES),
                (strikes.size() + 1) % everyNth == 0 ? Manner.FREEZE : Manner.KILL));
      }
    }
    return List.copyOf(strikes.subList(0, count));
  }

  /** All points in an order of chance, but such that each service's are spread over it. */
  private static List<KillPoint> inTurns(List<KillPoint> points, Random random) {
    List<KillPoint> shuffled = new ArrayList<>(points);
    Collections.shuffle(shuffled, random);
    Map<String, List<KillPoint>> byRole =
        shuffled.stream()
            .collect(
                Collectors.groupingBy(
                    KillPoint::role, LinkedHashMap::new, Collectors.toUnmodifiableList()));
    Map<KillPoint, Double> place = new HashMap<>();
    byRole.forEach(
        (role, its) -> {
          for (KillPoint point : its) {
            place.put(point, (place.size() * 0.001 + its.indexOf(point)) / its.size());
          }
        });
    return place.entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** How many strike a service. */
  static int on(String role, List<Strike> strikes) {
    return (int) strikes.stream().filter(strike -> strike.point().role().equals(role)).count();
  }
}
