package dev.plumbline.stream;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Even shares of numbers, none more than one larger than another, made with the fewest moves. */
final class Shares {
  private Shares() {}

  /**
   * The numbers of each member.
   *
   * @param members in an order on which all agree
   * @param numbers how many there are, from 0
   * @param owners who has a number now; nobody has those that are missing
   */
  static Map<String, TreeSet<Integer>> of(
      List<String> members, int numbers, Map<Integer, String> owners) {
    Map<String, TreeSet<Integer>> held = held(members, numbers, owners);
    Map<String, Integer> sizes = sizes(members, numbers, held);
    Deque<Integer> free = new ArrayDeque<>();
    IntStream.range(0, numbers)
        .filter(number -> !held.containsKey(owners.getOrDefault(number, "")))
        .forEach(free::add);
    held.forEach(
        (member, kept) -> {
          while (kept.size() > sizes.getOrDefault(member, 0)) {
            free.addLast(kept.pollLast());
          }
        });
    held.forEach(
        (member, share) -> {
          while (share.size() < sizes.getOrDefault(member, 0)) {
            share.add(free.removeFirst());
          }
        });
    return held;
  }

  private static Map<String, TreeSet<Integer>> held(
      List<String> members, int numbers, Map<Integer, String> owners) {
    Map<String, TreeSet<Integer>> held = new LinkedHashMap<>();
    members.forEach(member -> held.put(member, new TreeSet<>()));
    owners.forEach(
        (number, owner) -> {
          TreeSet<Integer> numbersOfOwner = held.get(owner);
          if (numbersOfOwner != null && number < numbers) {
            numbersOfOwner.add(number);
          }
        });
    return held;
  }

  /** What does not divide goes to those who have most already: the fewer move. */
  private static Map<String, Integer> sizes(
      List<String> members, int numbers, Map<String, TreeSet<Integer>> held) {
    Map<String, Integer> sizes = new HashMap<>();
    if (members.isEmpty()) {
      return sizes;
    }
    int least = numbers / members.size();
    int larger = numbers % members.size();
    List<String> byHolding =
        members.stream()
            .sorted(
                Comparator.comparingInt(
                    member -> -held.getOrDefault(member, new TreeSet<>()).size()))
            .toList();
    for (int i = 0; i < byHolding.size(); i++) {
      sizes.put(byHolding.get(i), i < larger ? least + 1 : least);
    }
    return sizes;
  }
}
