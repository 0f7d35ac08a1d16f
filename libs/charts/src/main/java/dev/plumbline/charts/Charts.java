package dev.plumbline.charts;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Charts, pulled from where they are or taken from disk when they were pulled before: a digest
 * decides. Calls block; safe for use by many threads.
 */
public final class Charts {

  private static final Logger LOG = LoggerFactory.getLogger(Charts.class);
  private static final int MOST_SEEN = 10_000;

  /** An archive in the making, or made. */
  private record Download(String address, @Nullable String digest, ChartAccess access) {}

  /** A version that somebody was once let to have. */
  private record Seen(ChartRepositoryUrl url, String name, String version, ChartAccess access) {}

  private final ChartRepositories repositories;
  private final ChartStore store;
  private final ChartUnpacker unpacker;
  private final Answers<Download, String> downloads;
  private final Map<Seen, String> seen = new LinkedHashMap<>(16, 0.75f, true);

  /** Charts of these repositories, kept in this store. */
  public Charts(
      ChartRepositories repositories, ChartStore store, ChartUnpacker unpacker, Clock clock) {
    this.repositories = repositories;
    this.store = store;
    this.unpacker = unpacker;
    this.downloads = new Answers<>(MOST_SEEN, digest -> 1, clock);
  }

  /**
   * The chart; blocks. While a repository does not answer, a fixed version that these credentials
   * were given before is taken from disk.
   *
   * @param since what was asked for from then on is new enough
   * @throws ChartException when it cannot be had
   */
  public PulledChart get(ChartRequest request, Instant since) {
    checkWanted(request);
    Seen asked =
        new Seen(request.repository(), request.name(), request.version(), request.access());
    try {
      PulledChart chart = pull(request, since);
      if (!ChartVersions.moves(request.version())) {
        remember(asked, chart.digest().substring("sha256:".length()));
      }
      return chart;
    } catch (ChartException e) {
      PulledChart known = e.retriable() ? known(asked, request) : null;
      if (known == null) {
        throw e;
      }
      LOG.info("A chart is taken from disk chart=\"{}\" cause=\"{}\"", request, e.getMessage());
      return known;
    }
  }

  private static void checkWanted(ChartRequest request) {
    try {
      ChartVersions.check(request.version());
    } catch (IllegalArgumentException e) {
      throw new ChartException(
          ChartException.Reason.REFUSED,
          "the chart " + request.name() + " of " + request.repository() + ": " + e.getMessage());
    }
  }

  private PulledChart pull(ChartRequest request, Instant since) {
    ChartRepositories.Located found =
        repositories.locate(
            request.repository(), request.name(), request.version(), request.access(), since);
    byte[] archive = archive(found, request, since);
    String digest = Digests.of(archive);
    PulledChart chart = unpacked(request, archive, digest);
    String version = found.chart().version();
    if (!version.isEmpty() && !version.equals(chart.version())) {
      throw corrupt(
          request,
          "its Chart.yaml has the version "
              + Shown.quoted(chart.version())
              + ", the repository says "
              + version);
    }
    checkProvenance(request, found, chart, digest);
    String before =
        version.isEmpty()
            ? null
            : store.pin(request.repository() + "\n" + request.name() + "\n" + version, digest);
    return before == null ? chart : changed(chart, before);
  }

  private static PulledChart changed(PulledChart chart, String before) {
    return new PulledChart(
        chart.name(),
        chart.version(),
        chart.digest(),
        chart.archive(),
        chart.files(),
        "sha256:" + before);
  }

  private byte[] archive(ChartRepositories.Located found, ChartRequest request, Instant since) {
    String promised = found.chart().digest();
    Optional<byte[]> stored = promised == null ? Optional.empty() : store.read(promised);
    if (stored.isPresent()) {
      return stored.get();
    }
    byte[][] fresh = new byte[1][];
    Download download =
        new Download(found.chart().archive().toString(), promised, request.access());
    String digest =
        downloads.get(
            download,
            since,
            before -> {
              fresh[0] = found.archive();
              return kept(request, promised, fresh[0]);
            });
    if (fresh[0] != null) {
      return fresh[0];
    }
    return store
        .read(digest)
        .orElseGet(
            () -> {
              byte[] again = found.archive();
              kept(request, promised, again);
              return again;
            });
  }

  private String kept(ChartRequest request, @Nullable String promised, byte[] archive) {
    String digest = Digests.of(archive);
    if (promised != null && !promised.equals(digest)) {
      throw new ChartException(
          ChartException.Reason.CORRUPT,
          "the chart "
              + request
              + ": the archive has the digest sha256:"
              + digest
              + ", the repository says "
              + Shown.quoted("sha256:" + promised),
          true,
          null);
    }
    store.write(digest, archive);
    return digest;
  }

  private PulledChart unpacked(ChartRequest request, byte[] archive, String digest) {
    Map<String, byte[]> files;
    ChartYaml metadata;
    try {
      files = unpacker.unpack(archive);
      metadata = ChartYaml.of(files);
    } catch (RuntimeException e) {
      throw corrupt(request, String.valueOf(e.getMessage()));
    }
    if (!metadata.name().equals(request.name())) {
      throw corrupt(request, "its Chart.yaml has the name " + Shown.quoted(metadata.name()));
    }
    return new PulledChart(
        metadata.name(), metadata.version(), "sha256:" + digest, archive, files, null);
  }

  private void checkProvenance(
      ChartRequest request, ChartRepositories.Located found, PulledChart chart, String digest) {
    ProvenancePolicy policy = request.provenance();
    if (policy.mode() == ProvenancePolicy.Mode.OFF) {
      return;
    }
    Provenance provenance = new Provenance(request.toString(), policy.keyring());
    Optional<byte[]> signed = found.provenance();
    if (signed.isPresent()) {
      String fileName = chart.name() + "-" + chart.version() + ".tgz";
      provenance.check(signed.get(), fileName, digest);
    } else if (policy.mode() == ProvenancePolicy.Mode.REQUIRED) {
      throw new ChartException(
          ChartException.Reason.REFUSED,
          "the chart " + request + " is refused: it has no provenance, which is required");
    }
  }

  private void remember(Seen chart, String digest) {
    synchronized (seen) {
      seen.put(chart, digest);
      if (seen.size() > MOST_SEEN) {
        seen.remove(seen.keySet().iterator().next());
      }
    }
  }

  private @Nullable PulledChart known(Seen asked, ChartRequest request) {
    String digest;
    synchronized (seen) {
      digest = seen.get(asked);
    }
    if (digest == null || request.provenance().mode() != ProvenancePolicy.Mode.OFF) {
      return null;
    }
    String known = digest;
    return store.read(known).map(archive -> unpacked(request, archive, known)).orElse(null);
  }

  private static ChartException corrupt(ChartRequest request, String why) {
    return new ChartException(
        ChartException.Reason.CORRUPT, "the chart " + request + " is damaged: " + why);
  }
}
