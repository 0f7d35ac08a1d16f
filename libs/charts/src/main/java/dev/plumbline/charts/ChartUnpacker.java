package dev.plumbline.charts;

import java.util.Map;

/** Unpacks a packed chart without trusting it. */
@FunctionalInterface
public interface ChartUnpacker {

  /**
   * The files of a chart by their path below its root.
   *
   * @throws RuntimeException when it is no chart, saying why
   */
  Map<String, byte[]> unpack(byte[] archive);
}
