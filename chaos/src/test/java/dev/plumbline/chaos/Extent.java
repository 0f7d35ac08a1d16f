package dev.plumbline.chaos;

import org.junit.jupiter.api.Assumptions;

/**
 * How much is asked for.
 *
 * @param full all of it, and not the part that fits into every build
 * @param seed what all chance comes from
 */
public record Extent(boolean full, long seed) {

  /** As the build was told: short, unless it is {@code -Pchaos}. */
  public static Extent asked() {
    return new Extent(
        System.getProperty("chaos.extent", "short").equals("full"),
        Long.getLong("chaos.seed", 20261121));
  }

  /** One number or the other. */
  public int ofShortOrFull(int shortly, int fully) {
    return full ? fully : shortly;
  }

  /** Says how to have the same again. */
  public void announce(String what) {
    System.out.printf(
        "%s: seed %d, %s; replay by -Dchaos.seed=%d -Dchaos.extent=%s%n",
        what, seed, full ? "full" : "short", seed, full ? "full" : "short");
  }

  /** Leaves a test to the full run. */
  public static void fullOnly() {
    Assumptions.assumeTrue(asked().full(), "part of -Pchaos only");
  }
}
