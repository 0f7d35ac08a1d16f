package dev.plumbline.applier;

import dev.plumbline.applier.model.Candidate;
import dev.plumbline.applier.model.Transition;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.events.Envelope;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.events.HookEnded;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.SyncState;
import dev.plumbline.contracts.events.TraceParent;
import dev.plumbline.contracts.events.WaveSettled;
import dev.plumbline.contracts.events.WaveWaiting;
import dev.plumbline.service.ReceivedEvents;
import dev.plumbline.stream.OwnedPartition;
import dev.plumbline.stream.PermanentFailureException;
import dev.plumbline.stream.RestoredState;
import dev.plumbline.stream.StreamHandler;
import dev.plumbline.stream.StreamRecord;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plans, and words on how they get on, come in here; it decodes them and decides nothing. */
final class ApplierStream implements StreamHandler {

  private static final Logger LOG = LoggerFactory.getLogger(ApplierStream.class);

  private final Workshop workshop;
  private final ReceivedEvents received;
  private final Function<Topic, String> topics;
  private final Map<Integer, Share> shares = new ConcurrentHashMap<>();

  ApplierStream(Workshop workshop, EventCodec codec, Function<Topic, String> topics) {
    this.workshop = workshop;
    this.received = new ReceivedEvents(codec, topics);
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
      Optional<Envelope<Event>> inventory = received.restored(partition, inventories.get(key));
      Optional<Envelope<Event>> sync = received.restored(partition, syncs.get(key));
      Optional<Envelope<Event>> either = sync.or(() -> inventory);
      if (either.isPresent()) {
        ApplicationKey application = ApplicationKey.parse(key);
        TraceParent trace = either.get().trace();
        share.expect(application);
        partition.submit(key, () -> resume(share, application, inventory, sync, trace));
      }
    }
    shares.put(partition.number(), share);
    LOG.info(
        "Partition assigned partition={} applications={} syncs={}",
        partition.number(),
        inventories.size(),
        syncs.size());
  }

  private CompletionStage<Void> resume(
      Share share,
      ApplicationKey application,
      Optional<Envelope<Event>> inventory,
      Optional<Envelope<Event>> sync,
      TraceParent trace) {
    return share.step(
        application,
        (ledger, at) ->
            workshop
                .machine()
                .resume(
                    ledger,
                    (Inventory) inventory.map(Envelope::event).orElse(null),
                    (SyncState) sync.map(Envelope::event).orElse(null),
                    trace,
                    at));
  }

  @Override
  public CompletionStage<Void> handle(OwnedPartition partition, StreamRecord record) {
    Share share = shares.get(partition.number());
    if (share == null) {
      throw new IllegalStateException("a record of partition " + partition.number() + ", not ours");
    }
    Envelope<Event> envelope = received.read(record);
    if (envelope.event() instanceof PlanMade plan) {
      share.expect(plan.application());
      share.hold(plan.planId(), record.hold());
      Candidate candidate = new Candidate(plan, envelope.trace());
      return share.planArrived(candidate);
    }
    if (envelope.event() instanceof WaveSettled word) {
      return share.stepOrEnd(
          word.application(), (ledger, at) -> workshop.machine().settled(ledger, word, at));
    }
    if (envelope.event() instanceof HookEnded word) {
      return share.stepOrEnd(
          word.application(),
          (ledger, at) -> {
            Transition transition = workshop.machine().hookEnded(ledger, word, at);
            if (!transition.outputs().isEmpty()) {
              workshop.journal().hookEnded(word);
            }
            return transition;
          });
    }
    if (envelope.event() instanceof WaveWaiting word) {
      return share.stepOrEnd(
          word.application(), (ledger, at) -> workshop.machine().waiting(ledger, word, at));
    }
    throw new PermanentFailureException("not for the applier: " + record.headers().get("ce_type"));
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
