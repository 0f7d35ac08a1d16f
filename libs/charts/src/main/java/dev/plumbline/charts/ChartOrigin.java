package dev.plumbline.charts;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A repository with one set of credentials. Everything blocks and throws {@link ChartException}.
 */
interface ChartOrigin {

  /** The versions of a chart; not empty. */
  List<String> versions(String chart, Instant since);

  /**
   * The version that is wanted.
   *
   * @param wanted version, range or digest
   * @param since what was asked for from then on is new enough
   */
  LocatedChart locate(String chart, String wanted, Instant since);

  /** The packed chart, as long as it is allowed to be, unchecked. */
  byte[] archive(LocatedChart chart);

  /** What its publisher signed; empty when there is nothing. */
  Optional<byte[]> provenance(LocatedChart chart);
}
