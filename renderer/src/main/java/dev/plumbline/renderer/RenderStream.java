package dev.plumbline.renderer;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.events.Command;
import dev.plumbline.contracts.events.Desired;
import dev.plumbline.contracts.events.Envelope;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.RenderRequested;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.renderer.model.History;
import dev.plumbline.rendering.LastGood;
import dev.plumbline.service.ProjectReading;
import dev.plumbline.service.ResourceView;
import dev.plumbline.stream.OwnedPartition;
import dev.plumbline.stream.RestoredState;
import dev.plumbline.stream.StreamHandler;
import dev.plumbline.stream.StreamRecord;
import dev.plumbline.stream.StreamTopology;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Step 2, in the order of each application: whatever may change what it renders to becomes a {@link
 * Look} on its lane. That is requests and commands from Kafka, changes of the Application and of
 * its Project, and, when a partition is taken over, every application of it: what was put off by
 * the owner before is not lost.
 */
final class RenderStream implements StreamHandler {

  private final ResourceView<Application> applications;
  private final RenderStep step;
  private final EventRecords records;
  private final Clock clock;
  private final Map<Integer, OwnedApplications> owned = new ConcurrentHashMap<>();
  private volatile @Nullable Function<String, Optional<OwnedPartition>> ownerOf;

  RenderStream(
      ResourceView<Application> applications, RenderStep step, EventRecords records, Clock clock) {
    this.applications = applications;
    this.step = step;
    this.records = records;
    this.clock = clock;
  }

  /** What it reads and writes. */
  static StreamTopology topology(String group, EventRecords records) {
    return new StreamTopology(
        group,
        List.of(records.topic(Topic.RENDERS), records.topic(Topic.COMMANDS)),
        List.of(records.topic(Topic.DESIRED)),
        List.of());
  }

  /**
   * Tells how to find the partition that a key belongs to, and begins to listen.
   *
   * @param owners the owned partition of a key, if it is owned
   */
  void listen(
      Function<String, Optional<OwnedPartition>> owners, ResourceView<ProjectReading> projects) {
    ownerOf = owners;
    owned.values().forEach(this::catchUp);
    applications.onChange(this::applicationChanged);
    projects.onChange(this::projectChanged);
  }

  @Override
  public void assigned(OwnedPartition partition, RestoredState state) {
    Map<ApplicationKey, History> restored = new HashMap<>();
    state
        .topic(records.topic(Topic.DESIRED))
        .values()
        .forEach(r -> restore(partition, r, restored));
    OwnedApplications mine = new OwnedApplications(partition, restored);
    owned.put(partition.number(), mine);
    catchUp(mine);
  }

  /** Whoever takes this up second finds nothing to do. */
  private void catchUp(OwnedApplications mine) {
    Function<String, Optional<OwnedPartition>> owners = ownerOf;
    if (owners == null) {
      return;
    }
    Instant now = clock.instant();
    Stream.concat(mine.known().stream(), applications.all().stream().map(Application::key))
        .distinct()
        .filter(key -> isIn(mine.partition(), owners.apply(key.toString())))
        .forEach(key -> catchUp(mine, key, now));
  }

  /** What cannot be read is rendered anew. */
  private void restore(
      OwnedPartition partition, StreamRecord record, Map<ApplicationKey, History> restored) {
    records
        .restored(partition, record)
        .ifPresent(
            envelope -> {
              if (envelope.event() instanceof Desired desired) {
                restored.put(desired.application(), History.restored(desired));
              }
            });
  }

  private static boolean isIn(OwnedPartition partition, Optional<OwnedPartition> owner) {
    return owner.filter(o -> o.number() == partition.number()).isPresent();
  }

  private void catchUp(OwnedApplications mine, ApplicationKey key, Instant now) {
    mine.submit(
        key,
        () -> {
          boolean known =
              applications
                  .get(key.namespace(), key.name())
                  .filter(application -> mine.history(key).knows(application))
                  .isPresent();
          Trigger.Cause cause = known ? Trigger.Cause.RETRY : Trigger.Cause.APPLICATION;
          boolean mayHaveMoved = mine.history(key).good().filter(LastGood::mayMove).isPresent();
          return step.look(mine, look(key, now, new Trigger(cause, null, null, now), mayHaveMoved));
        });
  }

  @Override
  public CompletionStage<Void> handle(OwnedPartition partition, StreamRecord record) {
    OwnedApplications mine = owned.get(partition.number());
    if (mine == null) {
      throw new IllegalStateException("partition " + partition.number() + " was not assigned");
    }
    Envelope<Event> envelope = records.decode(record);
    if (envelope.event() instanceof RenderRequested request) {
      return step.look(mine, requested(envelope, request, record));
    }
    if (envelope.event() instanceof Command.Refresh refresh) {
      return step.look(mine, refresh(envelope, refresh));
    }
    return CompletableFuture.completedFuture(null);
  }

  private Look requested(Envelope<Event> envelope, RenderRequested request, StreamRecord record) {
    return new Look(
        request.application(),
        Optional.of(request.applicationUid()),
        request.sources().stream().findFirst(),
        notAfterNow(Instant.ofEpochMilli(record.timestampMillis())),
        request.trigger(),
        envelope.trace(),
        false);
  }

  /** Clocks differ: a time that is not reached yet would be newer than every fetch. */
  private Instant notAfterNow(Instant time) {
    Instant now = clock.instant();
    return time.isBefore(now) ? time : now;
  }

  private Look refresh(Envelope<Event> envelope, Command.Refresh refresh) {
    return new Look(
        refresh.application(),
        Optional.of(refresh.applicationUid()),
        Optional.empty(),
        clock.instant(),
        new Trigger(Trigger.Cause.COMMAND, refresh.by(), envelope.id(), refresh.at()),
        envelope.trace(),
        true);
  }

  private void applicationChanged(ResourceView.Change<Application> change) {
    Application after = change.after();
    Application before = change.before();
    Application either = after == null ? before : after;
    if (either == null || (before != null && after != null && isSame(before, after))) {
      return;
    }
    ApplicationKey key = either.key();
    Instant now = clock.instant();
    Trigger trigger = new Trigger(Trigger.Cause.APPLICATION, null, null, now);
    mine(key)
        .ifPresent(
            mine ->
                mine.submit(
                    key,
                    () ->
                        after != null && mine.history(key).knows(after)
                            ? CompletableFuture.completedFuture(null)
                            : step.look(mine, look(key, now, trigger, false))));
  }

  private static boolean isSame(Application before, Application after) {
    return before.uid().equals(after.uid())
        && before.metadata().generation() == after.metadata().generation()
        && before.deleting() == after.deleting();
  }

  private void projectChanged(ResourceView.Change<ProjectReading> change) {
    ProjectReading after = change.after();
    ProjectReading before = change.before();
    ProjectReading either = after == null ? before : after;
    if (either == null || (before != null && after != null && before.permitsAs(after))) {
      return;
    }
    Trigger trigger = new Trigger(Trigger.Cause.APPLICATION, null, null, clock.instant());
    applications.all().stream()
        .filter(a -> a.metadata().namespace().equals(either.namespace()))
        .filter(a -> a.spec().projectOrDefault().equals(either.name()))
        .map(Application::key)
        .forEach(
            key ->
                mine(key)
                    .ifPresent(
                        mine ->
                            mine.submit(
                                key,
                                () -> step.look(mine, look(key, Instant.EPOCH, trigger, true)))));
  }

  /** A cluster came, changed or went: what could not be read there may be read now. */
  void clusterChanged(String cluster) {
    Instant now = clock.instant();
    Trigger trigger = new Trigger(Trigger.Cause.RETRY, null, null, now);
    applications.all().stream()
        .filter(a -> a.spec().destination().cluster().equals(cluster))
        .map(Application::key)
        .forEach(
            key ->
                mine(key)
                    .ifPresent(
                        mine ->
                            mine.submit(
                                key,
                                () ->
                                    missesACluster(mine.history(key))
                                        ? step.look(mine, look(key, Instant.EPOCH, trigger, true))
                                        : CompletableFuture.completedFuture(null))));
  }

  private static boolean missesACluster(History history) {
    return history
        .lastFailure()
        .filter(last -> last.failure().reason() == FailureReason.ClusterUnreachable)
        .isPresent();
  }

  private Optional<OwnedApplications> mine(ApplicationKey key) {
    Function<String, Optional<OwnedPartition>> owners = ownerOf;
    return owners == null
        ? Optional.empty()
        : owners
            .apply(key.toString())
            .flatMap(partition -> Optional.ofNullable(owned.get(partition.number())));
  }

  private static Look look(ApplicationKey key, Instant since, Trigger trigger, boolean recheck) {
    return new Look(key, Optional.empty(), Optional.empty(), since, trigger, null, recheck);
  }

  @Override
  public void revoked(OwnedPartition partition, boolean lost) {
    owned.remove(partition.number());
  }
}
