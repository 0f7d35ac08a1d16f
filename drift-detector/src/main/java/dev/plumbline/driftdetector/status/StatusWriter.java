package dev.plumbline.driftdetector.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.driftdetector.model.ApplicationStatus;
import dev.plumbline.driftdetector.status.StatusStore.Standing;
import dev.plumbline.stream.Bulkheads;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes statuses, each application's by itself: at once when the last write is a while ago, else
 * after a pause, so that a sync costs few writes; the last status always lands, and an equal one is
 * not written. A status that tells of something on its way waits longer, unless it is the first of
 * its generation: what a quick sync comes to is then the only one it writes, and that at once,
 * however shortly ago its being on its way was written: others may wait for it. Only what differs
 * is sent, and only to the resource of that very uid.
 *
 * <p>An instance that was stopped and goes on does not know that another owns the application now.
 * So a status is written only over the one that we know to stand; where another one stands, it is
 * tried again later, when we know whether it is still ours to write.
 */
public final class StatusWriter implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StatusWriter.class);

  private static final String DESTINATION = "status";
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration PATIENCE_WITH_PASSING = Duration.ofSeconds(2);
  private static final long FIRST_RETRY_MILLIS = 500;
  private static final int RACES = 5;
  private static final long LONGEST_RETRY_MILLIS = 30_000;

  private final StatusStore store;
  private final Bulkheads bulkheads;
  private final Clock clock;
  private final ScheduledExecutorService timers;
  private final Map<ApplicationKey, Slot> slots = new ConcurrentHashMap<>();

  /** One application's status; guarded by itself. */
  private static final class Slot {
    private final ApplicationKey key;
    private final String uid;
    private JsonNode wanted = Json.mapper().createObjectNode();
    private @Nullable JsonNode written;
    private @Nullable Standing standing;
    private boolean passing;
    private boolean settled;
    private boolean busy;
    private @Nullable Future<?> timer;
    private Instant due = Instant.EPOCH;
    private int failures;
    private Instant lastWrite = Instant.EPOCH;
    private Instant lastSettledWrite = Instant.EPOCH;

    /** When what is wanted came to differ from what is written. */
    private Instant differsSince = Instant.EPOCH;

    Slot(ApplicationKey key, String uid) {
      this.key = key;
      this.uid = uid;
    }
  }

  public StatusWriter(StatusStore store, Bulkheads bulkheads, Clock clock) {
    this.store = store;
    this.bulkheads = bulkheads;
    this.clock = clock;
    this.timers =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "drift-detector-status");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * The status as it stands; empty if there is no such application any more. One that cannot be
   * read counts as {@link ApplicationStatus#EMPTY}.
   */
  public CompletionStage<Optional<ApplicationStatus>> load(ApplicationKey key, String uid) {
    return bulkheads.call(
        DESTINATION,
        () -> {
          Slot slot = slot(key, uid);
          Optional<Standing> stands = store.read(key, uid);
          stands.ifPresent(
              read -> {
                synchronized (slot) {
                  slot.written = read.status();
                  slot.standing = read;
                }
              });
          return stands.map(read -> parse(read.status()));
        });
  }

  private static ApplicationStatus parse(JsonNode json) {
    try {
      ApplicationStatus status = Json.mapper().treeToValue(json, ApplicationStatus.class);
      return status == null || status.sync() == null || status.health() == null
          ? ApplicationStatus.EMPTY
          : status;
    } catch (JsonProcessingException e) {
      return ApplicationStatus.EMPTY;
    }
  }

  /** Has a status written in a moment. */
  public void publish(ApplicationKey key, String uid, ApplicationStatus status) {
    Slot slot = slot(key, uid);
    JsonNode wanted = asRead(status);
    synchronized (slot) {
      if (slot.wanted.equals(slot.written)) {
        slot.differsSince = clock.instant();
      }
      slot.wanted = wanted;
      slot.settled = !status.passing();
      slot.passing = status.passing() && isOfKnownGeneration(slot);
      if (!slot.wanted.equals(slot.written)) {
        schedule(slot);
      }
    }
  }

  private static boolean isOfKnownGeneration(Slot slot) {
    JsonNode written = slot.written;
    return written != null
        && written.path("observedGeneration").equals(slot.wanted.path("observedGeneration"));
  }

  /** The tree as a reader of its text gets it, so that it can be compared with what was read. */
  private static JsonNode asRead(ApplicationStatus status) {
    try {
      return Json.mapper().readTree(Json.mapper().writeValueAsBytes(status));
    } catch (IOException e) {
      throw new IllegalStateException("cannot write a status as JSON", e);
    }
  }

  /** Writes no more of that application. */
  public void forget(ApplicationKey key) {
    slots.remove(key);
  }

  private Slot slot(ApplicationKey key, String uid) {
    return slots.compute(
        key, (k, slot) -> slot != null && slot.uid.equals(uid) ? slot : new Slot(key, uid));
  }

  private void schedule(Slot slot) {
    if (slot.busy) {
      return;
    }
    Instant now = clock.instant();
    long pause = pause(slot, now);
    Instant due = now.plusMillis(pause);
    if (slot.timer != null) {
      if (!due.isBefore(slot.due)) {
        return;
      }
      slot.timer.cancel(false);
      slot.timer = null;
    }
    if (pause <= 0) {
      write(slot);
      return;
    }
    slot.due = due;
    try {
      slot.timer = timers.schedule(() -> due(slot), pause, TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("Status is not written, since the writer is closed application={}", slot.key);
    }
  }

  /** In milliseconds, never more than it can be, should the clock be set back. */
  private static long pause(Slot slot, Instant now) {
    if (slot.failures > 0) {
      return Math.min(LONGEST_RETRY_MILLIS, FIRST_RETRY_MILLIS << Math.min(slot.failures - 1, 8));
    }
    long pause = left(PAUSE, slot.settled ? slot.lastSettledWrite : slot.lastWrite, now);
    return slot.passing
        ? Math.max(pause, left(PATIENCE_WITH_PASSING, slot.differsSince, now))
        : pause;
  }

  private static long left(Duration pause, Instant since, Instant now) {
    return Math.min(pause.toMillis(), Duration.between(now, since.plus(pause)).toMillis());
  }

  private void due(Slot slot) {
    synchronized (slot) {
      slot.timer = null;
      if (!slot.busy && !slot.wanted.equals(slot.written)) {
        write(slot);
      }
    }
  }

  private void write(Slot slot) {
    if (slots.get(slot.key) != slot) {
      return;
    }
    slot.busy = true;
    JsonNode wanted = slot.wanted;
    boolean settled = slot.settled;
    Standing known = slot.standing;
    bulkheads
        .call(DESTINATION, () -> write(slot, known, wanted))
        .whenComplete((standing, failure) -> ended(slot, wanted, settled, standing, failure));
  }

  /** What stands then; empty when there is no application of that uid. */
  private Optional<Standing> write(Slot slot, @Nullable Standing known, JsonNode wanted)
      throws ClusterException {
    Optional<Standing> stands = known == null ? store.read(slot.key, slot.uid) : Optional.of(known);
    for (int i = 0; stands.isPresent(); i++) {
      Standing base = stands.get();
      ObjectNode patch = MergePatch.between(base.status(), wanted);
      if (patch.isEmpty()) {
        return stands;
      }
      try {
        return Optional.of(store.patch(slot.key, slot.uid, base.version(), patch));
      } catch (ClusterException e) {
        if (e.reason() != Reason.CONFLICT || i == RACES) {
          throw e;
        }
        stands = store.read(slot.key, slot.uid);
        if (stands.isPresent() && !stands.get().status().equals(base.status())) {
          throw e;
        }
      }
    }
    return stands;
  }

  private void ended(
      Slot slot,
      JsonNode wanted,
      boolean settled,
      @Nullable Optional<Standing> standing,
      @Nullable Throwable failure) {
    synchronized (slot) {
      slot.busy = false;
      slot.standing = standing == null ? null : standing.orElse(null);
      if (failure == null) {
        slot.written = wanted;
        slot.failures = 0;
        slot.lastWrite = clock.instant();
        slot.lastSettledWrite = settled ? slot.lastWrite : slot.lastSettledWrite;
      } else {
        slot.written = null;
        slot.failures++;
        Throwable cause =
            failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        boolean refused =
            cause instanceof ClusterException answer
                && (answer.refused() || answer.reason() == Reason.NOT_FOUND);
        LOG.warn(
            "Status is not written application={} attempts={} again={} cause=\"{}\"",
            slot.key,
            slot.failures,
            !refused,
            cause.getMessage());
        if (refused) {
          return;
        }
      }
      if (!slot.wanted.equals(slot.written)) {
        slot.differsSince = clock.instant();
        schedule(slot);
      }
    }
  }

  /** Writes nothing more. */
  @Override
  public void close() {
    timers.shutdownNow();
    slots.clear();
  }
}
