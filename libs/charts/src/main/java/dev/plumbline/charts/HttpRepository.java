package dev.plumbline.charts;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A repository with an {@code index.yaml}. */
final class HttpRepository implements ChartOrigin {

  private static final int NOT_MODIFIED = 304;
  private static final int MAX_PROVENANCE_BYTES = 1024 * 1024;

  /** The repository as one set of credentials sees it. */
  record Viewed(ChartRepositoryUrl url, ChartAccess access) {}

  /** An index, and what the server says if it is asked whether that is still the one. */
  record Known(ChartIndex index, @Nullable String tag, @Nullable String modified) {}

  private final Viewed viewed;
  private final HttpConversation http;
  private final Answers<Viewed, Known> indexes;
  private final ChartSettings settings;

  HttpRepository(
      Viewed viewed,
      HttpConversation http,
      Answers<Viewed, Known> indexes,
      ChartSettings settings) {
    this.viewed = viewed;
    this.http = http;
    this.indexes = indexes;
    this.settings = settings;
  }

  @Override
  public List<String> versions(String chart, Instant since) {
    return entries(chart, since).stream().map(ChartEntry::version).toList();
  }

  @Override
  public LocatedChart locate(String chart, String wanted, Instant since) {
    List<ChartEntry> entries = entries(chart, since);
    Predicate<ChartEntry> isWanted;
    if (ChartVersions.isDigest(wanted)) {
      String hex = wanted.substring(wanted.indexOf(':') + 1);
      isWanted = entry -> hex.equals(entry.digest());
    } else {
      List<String> versions = entries.stream().map(ChartEntry::version).toList();
      String chosen = ChartVersions.choose(wanted, versions).orElse("");
      isWanted = entry -> entry.version().equals(chosen);
    }
    ChartEntry entry =
        entries.stream()
            .filter(isWanted)
            .findFirst()
            .orElseThrow(
                () ->
                    new ChartException(
                        ChartException.Reason.NO_MATCHING_VERSION,
                        viewed.url()
                            + ": the chart "
                            + chart
                            + " has no version "
                            + Shown.quoted(wanted)
                            + "; "
                            + ChartVersions.newest(
                                entries.stream().map(ChartEntry::version).toList())));
    URI archive = address(chart, entry);
    return new LocatedChart(
        chart, entry.version(), entry.digest(), -1, archive, signatureOf(archive));
  }

  private List<ChartEntry> entries(String chart, Instant since) {
    ChartIndex index = indexes.get(viewed, since, this::ask).index();
    List<ChartEntry> entries = index.versions(chart);
    if (entries.isEmpty()) {
      throw new ChartException(
          ChartException.Reason.NOT_FOUND,
          viewed.url()
              + (index.names().contains(chart)
                  ? ": the chart " + chart + " has no versions"
                  : ": there is no chart "
                      + Shown.quoted(chart)
                      + "; "
                      + ChartVersions.near(chart, index.names())));
    }
    return entries;
  }

  private Known ask(@Nullable Known before) {
    URI address = viewed.url().resolve("index.yaml");
    HttpQuestion question =
        question(address, viewed.access().authorization(), settings.maxIndexBytes())
            .with("Accept-Encoding", "gzip");
    if (before != null) {
      question =
          before.tag() != null
              ? question.with("If-None-Match", before.tag())
              : question.with("If-Modified-Since", before.modified());
    }
    try (HttpAnswer answer = http.get(question)) {
      if (answer.status() == NOT_MODIFIED && before != null) {
        return before;
      }
      if (answer.status() != 200) {
        throw answer.failure("the index of a chart repository");
      }
      return new Known(
          ChartIndexReader.read(answer.body(), answer.shown()),
          answer.header("ETag").orElse(null),
          answer.header("Last-Modified").orElse(null));
    }
  }

  private URI address(String chart, ChartEntry entry) {
    try {
      return viewed.url().resolve(new URI(entry.url()).toString());
    } catch (URISyntaxException | IllegalArgumentException e) {
      throw new ChartException(
          ChartException.Reason.CORRUPT,
          viewed.url()
              + ": the index has no usable URL for "
              + chart
              + " "
              + entry.version()
              + ": "
              + Shown.quoted(entry.url()));
    }
  }

  private static URI signatureOf(URI archive) {
    String query = archive.getRawQuery() == null ? "" : "?" + archive.getRawQuery();
    String text = archive.toString();
    int end = text.indexOf('?') < 0 ? text.length() : text.indexOf('?');
    return URI.create(text.substring(0, end) + ".prov" + query);
  }

  @Override
  public byte[] archive(LocatedChart chart) {
    try (HttpAnswer answer = ask(chart.archive(), settings.maxArchiveBytes())) {
      if (answer.status() != 200) {
        throw answer.failure("the chart " + chart);
      }
      return answer.bytes();
    }
  }

  @Override
  public Optional<byte[]> provenance(LocatedChart chart) {
    URI address = chart.provenance();
    if (address == null) {
      return Optional.empty();
    }
    try (HttpAnswer answer = ask(address, MAX_PROVENANCE_BYTES)) {
      if (answer.status() == 404) {
        return Optional.empty();
      }
      if (answer.status() != 200) {
        throw answer.failure("the provenance of the chart " + chart);
      }
      return Optional.of(answer.bytes());
    }
  }

  /** Credentials go to the repository's own server, and elsewhere only if that is asked for. */
  private HttpAnswer ask(URI address, long maxBytes) {
    boolean own = HttpConversation.isSameServer(address, viewed.url().resolve(""));
    boolean passed = own || viewed.access().passCredentials();
    return http.get(question(address, passed ? viewed.access().authorization() : null, maxBytes));
  }

  private HttpQuestion question(URI address, @Nullable String authorization, long maxBytes) {
    return new HttpQuestion(
        address, viewed.url().resolve(""), viewed.access(), authorization, maxBytes);
  }
}
