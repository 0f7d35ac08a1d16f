package dev.plumbline.charts;

/**
 * A chart that is wanted.
 *
 * @param repository where it is
 * @param name of the chart
 * @param version a version, a range, {@code latest} or nothing for the newest release, or a digest
 *     of the form {@code sha256:…}
 * @param access how to identify
 * @param provenance what must be signed
 */
public record ChartRequest(
    ChartRepositoryUrl repository,
    String name,
    String version,
    ChartAccess access,
    ProvenancePolicy provenance) {

  /** A chart that nobody needs to have signed. */
  public ChartRequest(
      ChartRepositoryUrl repository, String name, String version, ChartAccess access) {
    this(repository, name, version, access, ProvenancePolicy.OFF);
  }

  /** For people. */
  @Override
  public String toString() {
    return name + (version.isBlank() ? "" : " " + version) + " of " + repository;
  }
}
