package dev.plumbline.chaos.faults;

import org.junit.jupiter.api.Assumptions;

/** How much of the suite to run: a little in every build, all of it under {@code -Pchaos}. */
final class Extent {

  private Extent() {}

  /** Leaves a test to the full run. */
  static void fullOnly() {
    Assumptions.assumeTrue(
        "full".equals(System.getProperty("chaos.extent")), "part of -Pchaos only");
  }
}
