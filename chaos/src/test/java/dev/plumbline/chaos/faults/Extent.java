package dev.plumbline.chaos.faults;

import org.junit.jupiter.api.Assumptions;

/** How much of the suite to run: a little in every build, all of it under {@code -Pchaos}. */
final class Extent {

  private Extent() {}

  static boolean isFull() {
    return "full".equals(System.getProperty("chaos.extent"));
  }

  /** Leaves a test to the full run. */
  static void fullOnly() {
    Assumptions.assumeTrue(isFull(), "part of -Pchaos only");
  }
}
