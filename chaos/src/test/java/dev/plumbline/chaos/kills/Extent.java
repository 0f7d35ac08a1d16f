package dev.plumbline.chaos.kills;

/**
 * How much is asked for.
 *
 * @param full all of it, and not the part that fits into every build
 * @param seed what all chance comes from
 */
record Extent(boolean full, long seed) {

  static Extent asked() {
    return new Extent(
        System.getProperty("chaos.extent", "short").equals("full"),
        Long.getLong("chaos.seed", 20261121));
  }

  int ofShortOrFull(int shortly, int fully) {
    return full ? fully : shortly;
  }

  /** Says how to have the same again. */
  void announce(String what) {
    System.out.printf(
        "%s: seed %d, %s; replay by -Dchaos.seed=%d -Dchaos.extent=%s%n",
        what, seed, full ? "full" : "short", seed, full ? "full" : "short");
  }
}
