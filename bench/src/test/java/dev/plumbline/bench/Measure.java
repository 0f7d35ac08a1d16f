package dev.plumbline.bench;

/** One thing that is measured; it starts what it needs and ends it. */
interface Measure {

  /** Measures and reports. */
  void run(Extent extent, Report report) throws Exception;
}
