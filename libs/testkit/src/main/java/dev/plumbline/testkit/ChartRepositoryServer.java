package dev.plumbline.testkit;

import dev.plumbline.testkit.HttpHost.Answer;
import dev.plumbline.testkit.HttpHost.Request;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** A chart repository over HTTP: an {@code index.yaml}, archives and what is signed of them. */
public final class ChartRepositoryServer implements AutoCloseable {

  /** What the index says of an archive. */
  private record Listed(String chart, String version, String url, String digest) {}

  private final HttpHost host;
  private final Map<String, Listed> listed = new ConcurrentSkipListMap<>();
  private final Map<String, byte[]> files = new ConcurrentSkipListMap<>();
  private volatile @Nullable String authorization;
  private volatile boolean digests = true;

  private ChartRepositoryServer(boolean tls) {
    this.host = tls ? HttpHost.startTls(this::answer) : HttpHost.start(this::answer);
  }

  /** One over HTTP that anybody may read. */
  public static ChartRepositoryServer start() {
    return new ChartRepositoryServer(false);
  }

  /** One over HTTPS, with the certificate of {@link TestTls}. */
  public static ChartRepositoryServer startTls() {
    return new ChartRepositoryServer(true);
  }

  /** Its URL. */
  public String url() {
    return host.url("/charts");
  }

  /** The server, for its faults and for what it was asked. */
  public HttpHost host() {
    return host;
  }

  /** Asks for basic authentication from now on. */
  public ChartRepositoryServer credentials(String username, String password) {
    String pair = username + ":" + password;
    authorization =
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /** Asks for a token from now on. */
  public ChartRepositoryServer token(String token) {
    authorization = "Bearer " + token;
    return this;
  }

  /** Leaves digests out of the index. */
  public ChartRepositoryServer withoutDigests() {
    digests = false;
    return this;
  }

  /** Publishes a chart, in place of one of the same name and version. */
  public ChartRepositoryServer push(ChartPackage chart) {
    String file = chart.name() + "-" + chart.version() + ".tgz";
    byte[] archive = chart.archive();
    files.put(file, archive);
    return list(chart.name(), chart.version(), file, ChartPackage.sha256(archive));
  }

  /** Lists what may be elsewhere, or nowhere. */
  public ChartRepositoryServer list(String chart, String version, String url, String digest) {
    listed.put(chart + " " + version, new Listed(chart, version, url, digest));
    return this;
  }

  /** Publishes what was signed of a chart. */
  public ChartRepositoryServer sign(ChartPackage chart, String signed) {
    files.put(
        chart.name() + "-" + chart.version() + ".tgz.prov",
        signed.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  @Override
  public void close() {
    host.close();
  }

  private Answer answer(Request request) {
    String needed = authorization;
    if (needed != null && !request.header("Authorization").equals(needed)) {
      return Answer.of(401, "").with("WWW-Authenticate", "Basic realm=\"charts\"");
    }
    String file = request.path().replaceFirst("^/charts/", "").replaceFirst("\\?.*$", "");
    if (file.equals("index.yaml")) {
      String index = index();
      String tag = "\"" + ChartPackage.sha256(index.getBytes(StandardCharsets.UTF_8)) + "\"";
      return request.header("If-None-Match").equals(tag)
          ? Answer.of(304, "")
          : Answer.of(200, index).with("ETag", tag);
    }
    byte[] found = files.get(file);
    return found == null ? Answer.notFound() : new Answer(200, Map.of(), found);
  }

  private String index() {
    Map<String, StringBuilder> charts = new TreeMap<>();
    for (Listed each : listed.values()) {
      charts
          .computeIfAbsent(each.chart(), name -> new StringBuilder("  " + name + ":\n"))
          .append("  - apiVersion: v2\n    created: \"2026-01-01T00:00:00Z\"\n")
          .append("    description: made for a test\n")
          .append(digests ? "    digest: " + each.digest() + "\n" : "")
          .append("    name: " + each.chart() + "\n    urls:\n    - " + each.url() + "\n")
          .append("    version: " + each.version() + "\n");
    }
    String entries =
        charts.isEmpty() ? "entries: {}\n" : "entries:\n" + String.join("", charts.values());
    return "apiVersion: v1\n" + entries + "generated: \"2026-01-01T00:00:00Z\"\n";
  }
}
