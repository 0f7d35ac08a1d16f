package dev.plumbline.webhookingest;

import dev.plumbline.contracts.Json;
import dev.plumbline.webhookingest.intake.Route;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The routes that are open now. They are found by the hash of their token, so that the time of a
 * search tells nothing of how near a guess was.
 */
@ApplicationScoped
public class OpenRoutes {

  private final Map<String, Route> byHash = new ConcurrentHashMap<>();
  private final Map<String, String> hashBySource = new ConcurrentHashMap<>();

  /** The open route with that token. */
  public Optional<Route> find(String token) {
    return Optional.ofNullable(byHash.get(Json.sha256(token)));
  }

  /** Opens a route, in place of the one its source had. */
  synchronized void open(String token, Route route) {
    String hash = Json.sha256(token);
    byHash.put(hash, route);
    String stale = hashBySource.put(route.source(), hash);
    if (stale != null && !stale.equals(hash)) {
      byHash.remove(stale);
    }
  }

  /** Closes the route of a source, if it has one. */
  synchronized void close(String source) {
    String hash = hashBySource.remove(source);
    if (hash != null) {
      byHash.remove(hash);
    }
  }
}
