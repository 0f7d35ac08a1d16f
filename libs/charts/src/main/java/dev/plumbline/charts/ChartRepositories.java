package dev.plumbline.charts;

import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Repositories and registries, asked over the network. What was asked for late enough is shared by
 * all who asked before; whoever asks again is told by the server whether anything is new, where the
 * server can tell. Nothing is on disk. Safe for use by many threads, each of which waits.
 */
public final class ChartRepositories {

  private final HttpConversation http;
  private final RegistryLogin login;
  private final Answers<HttpRepository.Viewed, HttpRepository.Known> indexes;
  private final Answers<OciRegistry.Viewed, List<String>> tags;
  private final ChartSettings settings;

  /**
   * Nothing known yet.
   *
   * @param check which addresses may be asked
   */
  public ChartRepositories(ChartSettings settings, AddressCheck check, Clock clock) {
    this.settings = settings;
    this.http = new HttpConversation(check, settings.timeout());
    this.login = new RegistryLogin(http, clock);
    this.indexes =
        new Answers<>(settings.maxRememberedBytes(), known -> known.index().bytes(), clock);
    this.tags =
        new Answers<>(
            settings.maxRememberedBytes(),
            all -> 200L + all.stream().mapToLong(tag -> 60L + tag.length()).sum(),
            clock);
  }

  /**
   * The versions that a chart has.
   *
   * @param since an answer to a question from then on is new enough
   * @throws ChartException {@code NOT_FOUND} when there are none
   */
  public List<String> versions(
      ChartRepositoryUrl url, String chart, ChartAccess access, Instant since) {
    return origin(url, access).versions(chart, since);
  }

  /** Where it is, and who gives it. */
  record Located(ChartOrigin origin, LocatedChart chart) {

    byte[] archive() {
      return origin.archive(chart);
    }

    Optional<byte[]> provenance() {
      return origin.provenance(chart);
    }
  }

  Located locate(
      ChartRepositoryUrl url, String chart, String wanted, ChartAccess access, Instant since) {
    ChartOrigin origin = origin(url, access);
    LocatedChart found = origin.locate(chart, wanted, since);
    return "oci".equalsIgnoreCase(found.archive().getScheme())
        ? moved(url, found, access, since)
        : new Located(origin, found);
  }

  /** Some repositories list charts that are in a registry. */
  private Located moved(
      ChartRepositoryUrl url, LocatedChart listed, ChartAccess access, Instant since) {
    URI address = listed.archive();
    String path = String.valueOf(address.getPath());
    int tag = path.indexOf(':');
    ChartRepositoryUrl whole;
    try {
      whole =
          ChartRepositoryUrl.parse(
              "oci://" + address.getRawAuthority() + (tag < 0 ? path : path.substring(0, tag)));
    } catch (IllegalArgumentException e) {
      throw new ChartException(
          ChartException.Reason.REFUSED,
          url + ": the index has no usable URL for " + listed + ": " + e.getMessage());
    }
    String version = tag < 0 ? listed.version() : path.substring(tag + 1).replace('_', '+');
    ChartOrigin registry =
        origin(whole.parent(), access.passCredentials() ? access : ChartAccess.NONE);
    LocatedChart found = registry.locate(whole.lastSegment(), version, since);
    if (listed.digest() != null && !listed.digest().equals(found.digest())) {
      throw new ChartException(
          ChartException.Reason.CORRUPT,
          whole
              + ": the registry has "
              + listed
              + " with the digest sha256:"
              + found.digest()
              + ", the index of "
              + url
              + " says sha256:"
              + listed.digest());
    }
    return new Located(registry, found);
  }

  private ChartOrigin origin(ChartRepositoryUrl url, ChartAccess access) {
    return url.isOci()
        ? new OciRegistry(url, access, login, tags, settings)
        : new HttpRepository(new HttpRepository.Viewed(url, access), http, indexes, settings);
  }
}
