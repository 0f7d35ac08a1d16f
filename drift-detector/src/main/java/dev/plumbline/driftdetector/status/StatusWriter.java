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
 * however shortly ago its being on its way was written: others may wait for it. Where many
 * applications are on their way at once, only a few of them are told to be, see {@link
 * PassingBudget}. Only what differs is sent, and only to the resource of that very uid.
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
  private final PassingBudget budget = new PassingBudget();
  private final Map<ApplicationKey, Slot> slots = new ConcurrentHashMap<>();

  /** One application's status; guarded by itself. */
  private static final class Slot {
    private final ApplicationKey key;
    private final String uid;
    private @Nullable ApplicationStatus wanted;

    /** The status that stands, as we wrote it; null unless we did. */
    private @Nullable ApplicationStatus written;

    /** The status that stands, as it was read; null when that is not known, or we wrote it. */
    private @Nullable JsonNode read;

    private @Nullable Standing standing;
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

    void stands(@Nullable ApplicationStatus asWritten, @Nullable JsonNode asRead) {
      written = asWritten;
      read = asRead;
    }

    /** Without a tree of what is wanted, where it can be: most is overtaken before it is sent. */
    boolean differs() {
      return written == null ? !tree(wanted).equals(read) : !written.equals(wanted);
    }

    /** Whether what is wanted tells of something on its way, and not the first of a generation. */
    boolean passing() {
      return wanted != null && wanted.passing() && hasGeneration(wanted.observedGeneration());
    }

    private boolean hasGeneration(long generation) {
      return written == null
          ? read != null && read.path("observedGeneration").asLong(-1) == generation
          : written.observedGeneration() == generation;
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
                  slot.stands(null, read.status());
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
    synchronized (slot) {
      if (!slot.differs()) {
        slot.differsSince = clock.instant();
      }
      slot.wanted = status;
      slot.settled = !status.passing();
      if (slot.differs()) {
        schedule(slot);
      }
    }
  }

  /** The tree as a reader of its text gets it, so that it can be compared with what was read. */
  private static JsonNode tree(@Nullable ApplicationStatus status) {
    if (status == null) {
      return Json.mapper().createObjectNode();
    }
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
      writeInTurn(slot, now);
    } else {
      later(slot, due, pause);
    }
  }

  private void later(Slot slot, Instant due, long pause) {
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
    return slot.passing()
        ? Math.max(pause, left(PATIENCE_WITH_PASSING, slot.differsSince, now))
        : pause;
  }

  private static long left(Duration pause, Instant since, Instant now) {
    return Math.min(pause.toMillis(), Duration.between(now, since.plus(pause)).toMillis());
  }

  private void due(Slot slot) {
    synchronized (slot) {
      slot.timer = null;
      if (!slot.busy && slot.differs()) {
        writeInTurn(slot, clock.instant());
      }
    }
  }

  private void writeInTurn(Slot slot, Instant now) {
    if (slot.failures == 0 && slot.passing() && !budget.take(now)) {
      later(slot, now.plus(PATIENCE_WITH_PASSING), PATIENCE_WITH_PASSING.toMillis());
    } else {
      write(slot);
    }
  }

  private void write(Slot slot) {
    if (slots.get(slot.key) != slot) {
      return;
    }
    slot.busy = true;
    ApplicationStatus wanted = slot.wanted;
    boolean settled = slot.settled;
    Standing known = slot.standing;
    bulkheads
        .call(DESTINATION, () -> write(slot, known, tree(wanted)))
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
      @Nullable ApplicationStatus wanted,
      boolean settled,
      @Nullable Optional<Standing> standing,
      @Nullable Throwable failure) {
    synchronized (slot) {
      slot.busy = false;
      slot.standing = standing == null ? null : standing.orElse(null);
      if (failure == null) {
        slot.stands(wanted, null);
        slot.failures = 0;
        slot.lastWrite = clock.instant();
        slot.lastSettledWrite = settled ? slot.lastWrite : slot.lastSettledWrite;
      } else {
        slot.stands(null, null);
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
      if (slot.differs()) {
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
