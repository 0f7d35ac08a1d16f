package dev.plumbline.applier;

import dev.plumbline.applier.model.Candidate;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.events.Envelope;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.MalformedEventException;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncState;
import dev.plumbline.contracts.events.TraceParent;
import dev.plumbline.contracts.events.WaveSettled;
import dev.plumbline.stream.OwnedPartition;
import dev.plumbline.stream.PermanentFailureException;
import dev.plumbline.stream.RestoredState;
import dev.plumbline.stream.StreamHandler;
import dev.plumbline.stream.StreamRecord;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plans and settled waves come in here; it decodes them and decides nothing. */
final class ApplierStream implements StreamHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ApplierStream.class);

  private final Workshop workshop;
  private final EventCodec codec;
  private final Function<Topic, String> topics;
  private final Map<Integer, Share> shares = new ConcurrentHashMap<>();

  ApplierStream(Workshop workshop, EventCodec codec, Function<Topic, String> topics) {
    this.workshop = workshop;
    this.codec = codec;
    this.topics = topics;
  }

  @Override
  public void assigned(OwnedPartition partition, RestoredState state) {
    Share share = new Share(partition, workshop);
    Map<String, StreamRecord> inventories = state.topic(topics.apply(Topic.INVENTORY));
    Map<String, StreamRecord> syncs = state.topic(topics.apply(Topic.SYNCS));
    Set<String> keys = new HashSet<>(inventories.keySet());
    keys.addAll(syncs.keySet());
    for (String key : keys) {
      key(key)
          .ifPresent(
              application -> {
                share.expect(application);
                partition.submit(
                    key, () -> resume(share, application, inventories.get(key), syncs.get(key)));
              });
    }
    shares.put(partition.number(), share);
    LOG.info(
        "Partition assigned partition={} applications={} syncs={}",
        partition.number(),
        inventories.size(),
        syncs.size());
  }

  /** A record under a key that is none of ours must not keep the others from their work. */
  private static Optional<ApplicationKey> key(String key) {
    try {
      return Optional.of(ApplicationKey.parse(key));
    } catch (IllegalArgumentException e) {
      LOG.error("A state record has no application's key and is left out", e);
      return Optional.empty();
    }
  }

  private CompletionStage<Void> resume(
      Share share,
      ApplicationKey application,
      @Nullable StreamRecord inventoryRecord,
      @Nullable StreamRecord syncRecord) {
    Optional<Envelope<Event>> inventory = restored(inventoryRecord);
    Optional<Envelope<Event>> sync = restored(syncRecord);
    Optional<TraceParent> trace = sync.or(() -> inventory).map(Envelope::trace);
    if (trace.isEmpty()) {
      return CompletableFuture.completedFuture(null);
    }
    return share.step(
        application,
        (ledger, at) ->
            workshop
                .machine()
                .resume(
                    ledger,
                    (Inventory) inventory.map(Envelope::event).orElse(null),
                    (SyncState) sync.map(Envelope::event).orElse(null),
                    trace.get(),
                    at));
  }

  /** A state record that cannot be read is no state; the detector's next plan finds that out. */
  private Optional<Envelope<Event>> restored(@Nullable StreamRecord record) {
    if (record == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(codec.decode(record.headers(), record.value()));
    } catch (MalformedEventException e) {
      LOG.error("State cannot be read record={} cause=\"{}\"", record, e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public CompletionStage<Void> handle(OwnedPartition partition, StreamRecord record) {
    Share share = shares.get(partition.number());
    if (share == null) {
      throw new IllegalStateException("a record of partition " + partition.number() + ", not ours");
    }
    Envelope<Event> envelope = decode(record);
    if (envelope.event() instanceof PlanMade plan) {
      share.expect(plan.application());
      share.hold(plan.planId(), record.hold());
      Candidate candidate = new Candidate(plan, envelope.trace());
      return share.step(
          plan.application(),
          (ledger, at) -> workshop.machine().planArrived(ledger, candidate, at));
    }
    if (envelope.event() instanceof WaveSettled word) {
      return share.step(
          word.application(), (ledger, at) -> workshop.machine().settled(ledger, word, at));
    }
    throw new PermanentFailureException("not for the applier: " + record.headers().get("ce_type"));
  }

  private Envelope<Event> decode(StreamRecord record) {
    Envelope<Event> envelope;
    try {
      envelope = codec.decode(record.headers(), record.value());
    } catch (MalformedEventException e) {
      throw new PermanentFailureException(String.valueOf(e.getMessage()), e);
    }
    if (!envelope.event().key().equals(record.key())) {
      throw new PermanentFailureException("the record's key is not its event's application");
    }
    return envelope;
  }

  /** The informer shows a change of an application's resource. */
  void applicationChanged(ApplicationKey application) {
    for (Share share : shares.values()) {
      if (share.knows(application)) {
        share.submit(
            application, (ledger, at) -> workshop.machine().applicationChanged(ledger, at));
      }
    }
  }

  /** How many syncs are under way here. */
  long syncs() {
    return shares.values().stream().mapToLong(Share::syncs).sum();
  }

  @Override
  public void revoked(OwnedPartition partition, boolean lost) {
    shares.remove(partition.number());
    LOG.info("Partition revoked partition={} lost={}", partition.number(), lost);
  }
}
