package dev.plumbline.charts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.plumbline.git.Version;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A folder of a registry, asked by the distribution specification's pull protocol. */
final class OciRegistry implements ChartOrigin {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_MANIFEST_BYTES = 4 * 1024 * 1024;
  private static final int MAX_PROVENANCE_BYTES = 1024 * 1024;
  private static final int MOST_PAGES = 200;
  private static final int MOST_TAGS = 100_000;
  private static final int MOST_LISTED = 10;
  private static final Pattern NEXT = Pattern.compile("<([^>]*)>\\s*;\\s*rel=\"?next\"?");
  private static final Pattern NAME =
      Pattern.compile("[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*");

  /** A chart in a registry as one set of credentials sees it. */
  record Viewed(ChartRepositoryUrl url, String chart, ChartAccess access) {}

  private final ChartRepositoryUrl url;
  private final ChartAccess access;
  private final RegistryLogin login;
  private final Answers<Viewed, List<String>> tags;
  private final ChartSettings settings;

  OciRegistry(
      ChartRepositoryUrl url,
      ChartAccess access,
      RegistryLogin login,
      Answers<Viewed, List<String>> tags,
      ChartSettings settings) {
    this.url = url;
    this.access = access;
    this.login = login;
    this.tags = tags;
    this.settings = settings;
  }

  @Override
  public List<String> versions(String chart, Instant since) {
    List<String> versions =
        tags.get(new Viewed(url, chart, access), since, before -> tags(chart)).stream()
            .map(tag -> tag.replace('_', '+'))
            .filter(version -> Version.parse(version).isPresent())
            .toList();
    if (versions.isEmpty()) {
      throw new ChartException(
          ChartException.Reason.NOT_FOUND,
          url + "/" + chart + " has no tag that is a version of a chart");
    }
    return versions;
  }

  @Override
  public LocatedChart locate(String chart, String wanted, Instant since) {
    if (ChartVersions.isDigest(wanted)) {
      String digest = wanted.strip().replaceFirst("^@", "");
      return located(chart, "", manifest(chart, digest, 0));
    }
    if (ChartVersions.moves(wanted)) {
      return newest(chart, wanted, since);
    }
    try {
      return located(chart, wanted.strip(), manifest(chart, tag(wanted.strip()), 0));
    } catch (ChartException e) {
      if (e.reason() == ChartException.Reason.NOT_FOUND) {
        return newest(chart, wanted, since);
      }
      throw e;
    }
  }

  private LocatedChart newest(String chart, String wanted, Instant since) {
    List<String> versions = versions(chart, since);
    String version =
        ChartVersions.choose(wanted, versions)
            .orElseThrow(
                () ->
                    new ChartException(
                        ChartException.Reason.NO_MATCHING_VERSION,
                        url
                            + "/"
                            + chart
                            + " has no version "
                            + Shown.quoted(wanted)
                            + "; "
                            + ChartVersions.newest(versions)));
    return located(chart, version, manifest(chart, tag(version), 0));
  }

  private static String tag(String version) {
    return version.replace('+', '_');
  }

  private LocatedChart located(String chart, String version, OciManifest manifest) {
    String shown = url + "/" + chart + (version.isEmpty() ? "" : " " + version);
    OciManifest.Part part = manifest.chart(shown);
    if (part.size() > settings.maxArchiveBytes()) {
      throw new ChartException(
          ChartException.Reason.TOO_LARGE,
          shown + " has " + part.size() + " bytes, the limit is " + settings.maxArchiveBytes());
    }
    return new LocatedChart(
        chart,
        version,
        part.digest(),
        part.size(),
        blob(chart, part.digest()),
        manifest.provenance(shown).map(prov -> blob(chart, prov.digest())).orElse(null));
  }

  private OciManifest manifest(String chart, String reference, int depth) {
    HttpQuestion question =
        question(address(chart, "manifests/" + reference), MAX_MANIFEST_BYTES)
            .with("Accept", OciManifest.MANIFEST + ", " + OciManifest.INDEX);
    OciManifest manifest;
    try (HttpAnswer answer = login.get(question, repository(chart))) {
      if (answer.status() != 200) {
        throw answer.failure("the chart " + chart + " " + reference);
      }
      manifest = OciManifest.read(answer.bytes(), answer.shown());
      Optional<String> promised = answer.header("Docker-Content-Digest");
      String own = "sha256:" + manifest.digest();
      boolean byDigest = reference.startsWith("sha256:");
      if (byDigest ? !reference.equals(own) : promised.filter(is -> !is.equals(own)).isPresent()) {
        throw new ChartException(
            ChartException.Reason.CORRUPT,
            answer.shown()
                + ": the manifest has the digest "
                + own
                + ", expected "
                + Shown.quoted(byDigest ? reference : promised.orElse("")));
      }
    }
    return depth > 0 ? manifest : chartOf(chart, manifest);
  }

  /** The chart among the manifests of an index; the manifest itself when it is none. */
  private OciManifest chartOf(String chart, OciManifest manifest) {
    List<String> listed = manifest.listed(url + "/" + chart);
    for (String digest : listed.subList(0, Math.min(MOST_LISTED, listed.size()))) {
      OciManifest each = manifest(chart, "sha256:" + digest, 1);
      if (each.isChart()) {
        return each;
      }
    }
    return manifest;
  }

  private List<String> tags(String chart) {
    List<String> found = new ArrayList<>();
    URI page = address(chart, "tags/list?n=1000");
    for (int i = 0; i < MOST_PAGES; i++) {
      try (HttpAnswer answer = login.get(question(page, MAX_MANIFEST_BYTES), repository(chart))) {
        if (answer.status() != 200) {
          throw answer.failure("the chart " + chart);
        }
        for (JsonNode tag : json(answer).path("tags")) {
          found.add(tag.asText());
        }
        URI next = next(page, answer);
        if (next == null) {
          return found;
        }
        page = next;
      }
      if (found.size() > MOST_TAGS) {
        break;
      }
    }
    throw new ChartException(
        ChartException.Reason.TOO_LARGE,
        url + "/" + chart + " has more than " + MOST_PAGES + " pages or " + MOST_TAGS + " tags");
  }

  private @Nullable URI next(URI page, HttpAnswer answer) {
    Matcher link = NEXT.matcher(answer.header("Link").orElse(""));
    if (!link.find()) {
      return null;
    }
    try {
      URI next = page.resolve(link.group(1));
      if (HttpConversation.isSameServer(next, page)) {
        return next;
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw new ChartException(
        ChartException.Reason.REFUSED,
        answer.shown() + ": the next page of tags is not on this registry");
  }

  private static JsonNode json(HttpAnswer answer) {
    try {
      return JSON.readTree(answer.bytes());
    } catch (IOException e) {
      throw new ChartException(
          ChartException.Reason.CORRUPT, answer.shown() + ": the answer is not JSON");
    }
  }

  @Override
  public byte[] archive(LocatedChart chart) {
    return blob(chart.name(), chart.archive(), settings.maxArchiveBytes(), "the chart " + chart);
  }

  @Override
  public Optional<byte[]> provenance(LocatedChart chart) {
    URI address = chart.provenance();
    if (address == null) {
      return Optional.empty();
    }
    String what = "the provenance of the chart " + chart;
    byte[] bytes = blob(chart.name(), address, MAX_PROVENANCE_BYTES, what);
    if (!address.getPath().endsWith("sha256:" + Digests.of(bytes))) {
      throw new ChartException(
          ChartException.Reason.CORRUPT,
          Shown.address(address) + ": " + what + " has another digest than its manifest says");
    }
    return Optional.of(bytes);
  }

  private byte[] blob(String chart, URI address, int maxBytes, String what) {
    try (HttpAnswer answer = login.get(question(address, maxBytes), repository(chart))) {
      if (answer.status() != 200) {
        throw answer.failure(what);
      }
      return answer.bytes();
    }
  }

  private URI blob(String chart, String digest) {
    return address(chart, "blobs/sha256:" + digest);
  }

  private HttpQuestion question(URI address, long maxBytes) {
    return new HttpQuestion(address, home(), access, null, maxBytes);
  }

  private URI home() {
    return URI.create((access.plainHttp() ? "http" : "https") + "://" + url.authority() + "/");
  }

  private URI address(String chart, String rest) {
    return home().resolve("/v2/" + repository(chart) + "/" + rest);
  }

  private String repository(String chart) {
    if (!NAME.matcher(chart).matches() || chart.length() > 200) {
      throw new ChartException(
          ChartException.Reason.REFUSED,
          Shown.quoted(chart)
              + " is no name of a chart in a registry: expected lower-case letters,"
              + " digits, \".\", \"_\" and \"-\"");
    }
    String folder = url.path().isEmpty() ? "" : url.path().substring(1) + "/";
    return folder + chart;
  }
}
