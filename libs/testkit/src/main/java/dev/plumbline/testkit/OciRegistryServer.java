package dev.plumbline.testkit;

import dev.plumbline.testkit.HttpHost.Answer;
import dev.plumbline.testkit.HttpHost.Request;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A registry with charts, as far as they are pulled: tags, manifests, blobs, tokens. */
public final class OciRegistryServer implements AutoCloseable {

  private static final String CONFIG = "application/vnd.cncf.helm.config.v1+json";
  private static final String CHART = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
  private static final String PROVENANCE = "application/vnd.cncf.helm.chart.provenance.v1.prov";
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final Pattern PATH =
      Pattern.compile("/v2/(.+)/(tags/list|manifests|blobs)(?:/([^?]+))?(?:\\?(.*))?");

  private final HttpHost host;
  private final Map<String, Map<String, String>> tags = new ConcurrentHashMap<>();
  private final Map<String, byte[]> blobs = new ConcurrentHashMap<>();
  private final Map<String, String> tokens = new ConcurrentHashMap<>();
  private volatile @Nullable String login;
  private volatile @Nullable String realm;
  private volatile boolean basic;
  private volatile int pageSize = 1_000;

  private OciRegistryServer(boolean tls) {
    this.host = tls ? HttpHost.startTls(this::answer) : HttpHost.start(this::answer);
  }

  /** One over HTTP that anybody may read. */
  public static OciRegistryServer start() {
    return new OciRegistryServer(false);
  }

  /** One over HTTPS, with the certificate of {@link TestTls}. */
  public static OciRegistryServer startTls() {
    return new OciRegistryServer(true);
  }

  /** The URL of a folder in it. */
  public String url(String folder) {
    return "oci://" + host.authority() + "/" + folder;
  }

  /** The server, for its faults and for what it was asked. */
  public HttpHost host() {
    return host;
  }

  /** Gives out tokens, and asks for one from now on. */
  public OciRegistryServer tokens() {
    realm = host.url("/token");
    return this;
  }

  /** Says that tokens are to be had elsewhere. */
  public OciRegistryServer realm(String elsewhere) {
    realm = elsewhere;
    return this;
  }

  /** Asks for this login before it gives a token, or itself when it gives none. */
  public OciRegistryServer login(String username, String password) {
    String pair = username + ":" + password;
    login = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    basic = realm == null;
    return this;
  }

  /** Lists this many tags at a time. */
  public OciRegistryServer pageSize(int tagsAtATime) {
    pageSize = tagsAtATime;
    return this;
  }

  /** Forgets the tokens that it gave. */
  public void forgetTokens() {
    tokens.clear();
  }

  /** Publishes a chart in a folder; gives the digest of its manifest. */
  public String push(String folder, ChartPackage chart) {
    return push(folder, chart, null);
  }

  /** Publishes a chart in a folder, with what was signed of it. */
  public String push(String folder, ChartPackage chart, @Nullable String signed) {
    String layers = descriptor(CHART, chart.archive());
    if (signed != null) {
      layers += "," + descriptor(PROVENANCE, signed.getBytes(StandardCharsets.UTF_8));
    }
    String config = "{\"name\":\"" + chart.name() + "\",\"version\":\"" + chart.version() + "\"}";
    return manifest(
        folder + "/" + chart.name(),
        chart.version().replace('+', '_'),
        "{\"schemaVersion\":2,\"mediaType\":\""
            + MANIFEST
            + "\",\"config\":"
            + descriptor(CONFIG, config.getBytes(StandardCharsets.UTF_8))
            + ",\"layers\":["
            + layers
            + "]}");
  }

  /** Publishes any manifest under a tag; gives its digest. */
  public String manifest(String repository, String tag, String manifest) {
    String digest = stored(manifest.getBytes(StandardCharsets.UTF_8));
    tags.computeIfAbsent(repository, added -> new ConcurrentSkipListMap<>()).put(tag, digest);
    return digest;
  }

  private String descriptor(String type, byte[] content) {
    return "{\"mediaType\":\""
        + type
        + "\",\"digest\":\""
        + stored(content)
        + "\",\"size\":"
        + content.length
        + "}";
  }

  private String stored(byte[] content) {
    String digest = "sha256:" + ChartPackage.sha256(content);
    blobs.put(digest, content);
    return digest;
  }

  @Override
  public void close() {
    host.close();
  }

  private Answer answer(Request request) {
    if (request.path().startsWith("/token")) {
      return token(request);
    }
    if (request.path().equals("/v2/")) {
      Answer challenge = challenge(request, "");
      return challenge == null ? Answer.of(200, "{}") : challenge;
    }
    Matcher path = PATH.matcher(request.path());
    if (!path.matches()) {
      return Answer.notFound();
    }
    String repository = path.group(1);
    Answer challenge = challenge(request, repository);
    if (challenge != null) {
      return challenge;
    }
    return switch (path.group(2)) {
      case "manifests" -> manifest(repository, path.group(3));
      case "blobs" -> blob(path.group(3));
      default -> list(repository, String.valueOf(path.group(4)));
    };
  }

  private @Nullable Answer challenge(Request request, String repository) {
    String given = request.header("Authorization");
    if (basic) {
      return given.equals(login)
          ? null
          : Answer.of(401, "").with("WWW-Authenticate", "Basic realm=\"registry\"");
    }
    String token = given.replaceFirst("^Bearer ", "");
    if (realm == null || repository.equals(tokens.get(token))) {
      return null;
    }
    return Answer.of(401, "{\"errors\":[{\"code\":\"UNAUTHORIZED\"}]}")
        .with(
            "WWW-Authenticate",
            "Bearer realm=\""
                + realm
                + "\",service=\"registry.test\",scope=\"repository:"
                + repository
                + ":pull\"");
  }

  private Answer token(Request request) {
    if (login != null && !request.header("Authorization").equals(login)) {
      return Answer.of(401, "");
    }
    if (!request.path().contains("service=registry.test")) {
      return Answer.of(400, "");
    }
    Matcher scope = Pattern.compile("scope=repository%3A(.+)%3Apull").matcher(request.path());
    String token = UUID.randomUUID().toString();
    tokens.put(token, scope.find() ? scope.group(1).replace("%2F", "/") : "");
    return Answer.of(200, "{\"token\":\"" + token + "\",\"expires_in\":300}");
  }

  private Answer manifest(String repository, String reference) {
    Map<String, String> known = tags.getOrDefault(repository, Map.of());
    String digest = reference.startsWith("sha256:") ? reference : known.get(reference);
    byte[] found = digest == null ? null : blobs.get(digest);
    return found == null
        ? Answer.notFound()
        : new Answer(200, Map.of("Docker-Content-Digest", digest, "Content-Type", MANIFEST), found);
  }

  private Answer blob(String digest) {
    byte[] found = blobs.get(digest);
    return found == null ? Answer.notFound() : new Answer(200, Map.of(), found);
  }

  private Answer list(String repository, String query) {
    if (!tags.containsKey(repository)) {
      return Answer.notFound();
    }
    Set<String> all = new TreeSet<>(tags.get(repository).keySet());
    Matcher last = Pattern.compile("last=([^&]+)").matcher(query);
    boolean later = last.find();
    List<String> rest =
        all.stream().filter(tag -> !later || tag.compareTo(last.group(1)) > 0).toList();
    List<String> page = rest.subList(0, Math.min(pageSize, rest.size()));
    Answer answer =
        Answer.of(
            200,
            "{\"name\":\""
                + repository
                + "\",\"tags\":["
                + page.stream().map(tag -> "\"" + tag + "\"").collect(Collectors.joining(","))
                + "]}");
    return page.size() == rest.size()
        ? answer
        : answer.with(
            "Link",
            "</v2/"
                + repository
                + "/tags/list?n="
                + pageSize
                + "&last="
                + page.get(page.size() - 1)
                + ">; rel=\"next\"");
  }
}
