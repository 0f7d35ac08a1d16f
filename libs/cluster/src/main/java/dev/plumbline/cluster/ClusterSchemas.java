package dev.plumbline.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.contracts.Json;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The schemas that a cluster publishes as OpenAPI v3. A document is read when first asked for and
 * kept, as what {@code reduce} makes of it, until the server publishes another one or memory is
 * short. May be used from any number of threads.
 */
public final class ClusterSchemas<T> {

  private static final String ROOT = "/openapi/v3";
  private static final String JSON = "application/json";
  private static final ObjectReader SCHEMAS = Json.mapper().reader().at("/components/schemas");

  private final Transport transport;
  private final Function<JsonNode, T> reduce;
  private final Map<String, Document> documents = new ConcurrentHashMap<>();
  private volatile @Nullable View view;

  ClusterSchemas(Transport transport, Function<JsonNode, T> reduce) {
    this.transport = transport;
    this.reduce = reduce;
  }

  /**
   * What the cluster publishes now, at the price of one small request. The same view as before
   * means that nothing has changed since.
   *
   * @return a view without any schema where the server publishes none or does not let us see them
   */
  public synchronized View current() throws ClusterException {
    View known = view;
    String etag = known == null ? null : known.etag;
    Answer answer = transport.send(Request.get("schemas", ROOT, JSON).ifNoneMatch(etag));
    if (answer.code() == 304 && known != null) {
      return known;
    }
    Map<String, String> hashes = new HashMap<>();
    if (answer.ok()) {
      for (Map.Entry<String, JsonNode> path :
          answer.object("API " + ROOT).path("paths").properties()) {
        hashes.put(path.getKey(), hash(path.getValue().path("serverRelativeURL").asText("")));
      }
    } else if (answer.code() != 403 && answer.code() != 404 && answer.code() != 406) {
      throw StatusErrors.of(answer, "API " + ROOT, false);
    }
    if (known != null && known.hashes.equals(hashes)) {
      return known;
    }
    documents.keySet().retainAll(hashes.keySet());
    View fresh = new View(answer.etag(), hashes);
    view = fresh;
    return fresh;
  }

  private static String hash(String url) {
    int at = url.indexOf("hash=");
    return at < 0 ? "" : url.substring(at + "hash=".length());
  }

  /** Which documents the cluster published at one moment. */
  public final class View {

    private final @Nullable String etag;
    private final Map<String, String> hashes;

    private View(@Nullable String etag, Map<String, String> hashes) {
      this.etag = etag;
      this.hashes = Map.copyOf(hashes);
    }

    /**
     * The schemas of a group and version; empty where the server has none, as for an aggregated API
     * that is down.
     */
    public Optional<T> of(String group, String version) throws ClusterException {
      String path =
          group.isEmpty()
              ? "api/" + ApiResource.encode(version)
              : "apis/" + ApiResource.encode(group) + "/" + ApiResource.encode(version);
      String hash = hashes.get(path);
      return hash == null
          ? Optional.empty()
          : documents.computeIfAbsent(path, Document::new).at(hash);
    }
  }

  /** One group version's document; one thread reads it while others wait for it. */
  private final class Document {

    private final String path;
    private String hash = "";
    private SoftReference<T> kept = new SoftReference<>(null);

    Document(String path) {
      this.path = ROOT + "/" + path;
    }

    synchronized Optional<T> at(String wanted) throws ClusterException {
      T known = kept.get();
      if (known != null && hash.equals(wanted)) {
        return Optional.of(known);
      }
      Answer answer = transport.send(Request.get("schemas", path, JSON));
      if (answer.code() == 401 || answer.code() == 429) {
        throw StatusErrors.of(answer, "API " + path, false);
      }
      if (!answer.ok()) {
        return Optional.empty();
      }
      T read = reduce.apply(parse(answer));
      String etag = answer.etag();
      if (!wanted.isEmpty() && (etag == null || etag.contains(wanted))) {
        // Another server behind the same address may answer with another state of the document.
        hash = wanted;
        kept = new SoftReference<>(read);
      }
      return Optional.of(read);
    }

    private JsonNode parse(Answer answer) throws ClusterException {
      try {
        return SCHEMAS.readTree(answer.body());
      } catch (IOException e) {
        throw new ClusterException(
            Reason.SERVER_ERROR,
            answer.code(),
            "API " + path + ": the answer is not JSON: " + Json.shortMessage(e));
      }
    }
  }
}
