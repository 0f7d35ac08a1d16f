package dev.plumbline.applier.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ApiResource;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.resources.ResourceKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Which applications list an object in their status. All statuses are read at once, for all who ask
 * meanwhile, and nobody waits for that longer than a while: an API server that accepts and does not
 * answer keeps nothing waiting but what asks for it.
 */
final class ListedObjects {

  /** Many objects of one plan are deleted by one reading. */
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  /** Readings that have not come to their end: one may hang, and one be asked for since. */
  private static final int AT_ONCE = 2;

  private static final int PLANS = 1_000;

  private final Statuses statuses;
  private final long patience;
  private @Nullable Reading newest;
  private int open;

  /** When each plan asked first: what was read before may be older than what it was made from. */
  private final Map<String, Long> askedFirst =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > PLANS;
        }
      };

  /** Where it is read, taking as long as that takes. */
  @FunctionalInterface
  interface Statuses {
    /** Uids of applications by the ids of the objects that their statuses list. */
    Map<String, List<String>> byObject() throws ClusterException;
  }

  /** A reading, from when it was begun. */
  private record Reading(long begunAt, CompletableFuture<Map<String, List<String>>> byObject) {

    /** Whether it tells, or is about to tell, how things are after that moment. */
    boolean serves(long first, long now, long patience) {
      return begunAt - first >= 0
          && !byObject.isCompletedExceptionally()
          && now - begunAt <= (byObject.isDone() ? FRESH_NANOS : patience);
    }
  }

  ListedObjects(ClusterClient control) {
    this(() -> statuses(control), PATIENCE);
  }

  ListedObjects(Statuses statuses, Duration patience) {
    this.statuses = statuses;
    this.patience = patience.toNanos();
  }

  /** Uids of the applications that list an object as one that Git wants of them. */
  List<String> by(ObjectRef object, String plan) throws ClusterException {
    Reading reading = reading(plan);
    long left = reading.begunAt() + patience - System.nanoTime();
    try {
      return reading
          .byObject()
          .get(Math.max(0, left), TimeUnit.NANOSECONDS)
          .getOrDefault(object.id(), List.of());
    } catch (TimeoutException e) {
      throw late();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ClusterException why) {
        throw why;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw late();
    }
  }

  private ClusterException late() {
    return new ClusterException(
        ClusterException.Reason.TIMEOUT,
        0,
        "the Applications' statuses did not come within "
            + TimeUnit.NANOSECONDS.toMillis(patience)
            + " ms");
  }

  /** Nothing is read in here. */
  private synchronized Reading reading(String plan) throws ClusterException {
    long now = System.nanoTime();
    long first = askedFirst.computeIfAbsent(plan, any -> now);
    Reading known = newest;
    if (known != null && known.serves(first, now, patience)) {
      return known;
    }
    if (open >= AT_ONCE) {
      throw late();
    }
    Reading next = new Reading(now, new CompletableFuture<>());
    newest = next;
    open++;
    Thread reader = new Thread(() -> read(next), "application-statuses");
    reader.setDaemon(true);
    reader.start();
    return next;
  }

  private void read(Reading reading) {
    try {
      reading.byObject().complete(statuses.byObject());
    } catch (ClusterException | RuntimeException e) {
      reading.byObject().completeExceptionally(e);
    } finally {
      ended();
    }
  }

  private synchronized void ended() {
    open--;
  }

  private static Map<String, List<String>> statuses(ClusterClient control) throws ClusterException {
    Map<String, List<String>> byObject = new HashMap<>();
    ApiResource kind;
    try {
      kind = control.resolve(ResourceKind.GROUP, ResourceKind.APPLICATION.kind());
    } catch (ClusterException e) {
      if (e.reason() == ClusterException.Reason.UNKNOWN_KIND) {
        return byObject;
      }
      throw e;
    }
    for (ObjectNode application : control.list(kind, null, null, false).items()) {
      String uid = application.path("metadata").path("uid").asText();
      for (JsonNode one : application.path("status").path("resources")) {
        if (!one.path("requiresPruning").asBoolean()) {
          byObject.computeIfAbsent(id(one), id -> new ArrayList<>()).add(uid);
        }
      }
    }
    return byObject;
  }

  private static String id(JsonNode listed) {
    return new ObjectRef(
            listed.path("group").asText(""),
            listed.path("version").asText(""),
            listed.path("kind").asText(),
            listed.path("namespace").asText(""),
            listed.path("name").asText())
        .id();
  }
}
