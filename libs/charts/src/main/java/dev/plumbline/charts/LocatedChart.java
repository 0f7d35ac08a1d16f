package dev.plumbline.charts;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where a version of a chart is.
 *
 * @param version as the repository has it; empty when it was asked for by digest
 * @param digest of the archive in hex; null when the repository tells none
 * @param size of the archive; negative when it is not told
 * @param archive its address
 * @param provenance address of what its publisher signed; null when there is none for sure
 */
record LocatedChart(
    String name,
    String version,
    @Nullable String digest,
    long size,
    URI archive,
    @Nullable URI provenance) {

  /** For people. */
  @Override
  public String toString() {
    return name + (version.isEmpty() ? "" : " " + version);
  }
}
