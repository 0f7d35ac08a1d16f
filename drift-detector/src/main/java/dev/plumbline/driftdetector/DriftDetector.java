package dev.plumbline.driftdetector;

import dev.plumbline.cluster.manifest.ApplyOrder;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.events.Desired;
import dev.plumbline.contracts.events.Envelope;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.Verdict;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.driftdetector.model.DependencyState;
import dev.plumbline.driftdetector.model.Judge;
import dev.plumbline.driftdetector.model.SharedNamespace;
import dev.plumbline.driftdetector.model.Wanted;
import dev.plumbline.driftdetector.sight.AuditPace;
import dev.plumbline.driftdetector.sight.ClusterEye;
import dev.plumbline.driftdetector.sight.ClusterEye.WatchSink;
import dev.plumbline.driftdetector.sight.Examiner;
import dev.plumbline.driftdetector.sight.HealthBook;
import dev.plumbline.driftdetector.sight.HelmReleases;
import dev.plumbline.driftdetector.sight.Lens;
import dev.plumbline.driftdetector.sight.Offspring;
import dev.plumbline.driftdetector.sight.Sighting;
import dev.plumbline.driftdetector.sight.StrangersIn;
import dev.plumbline.driftdetector.sight.WatchedKind;
import dev.plumbline.driftdetector.status.StatusWriter;
import dev.plumbline.health.HealthRule;
import dev.plumbline.service.ReceivedEvents;
import dev.plumbline.stream.OwnedPartition;
import dev.plumbline.stream.PermanentFailureException;
import dev.plumbline.stream.RestoredState;
import dev.plumbline.stream.StreamHandler;
import dev.plumbline.stream.StreamRecord;
import dev.plumbline.stream.StreamTopology;
import io.micrometer.core.instrument.Gauge;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that concerns applications comes in here: records, changes of their resources, and what
 * watches see. Each is handed to the application it concerns; nothing is decided here.
 */
final class DriftDetector implements StreamHandler, WatchSink, AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(DriftDetector.class);

  private final int partitions;
  private final Routes routes;
  private final ReceivedEvents received;
  private final Surroundings at;
  private final Rounds rounds;
  private final Map<Integer, Share> shares = new ConcurrentHashMap<>();

  /** The applications of one partition. */
  private record Share(OwnedPartition partition, Map<String, TrackedApplication> applications) {}

  DriftDetector(Outside outside) {
    this.partitions = outside.partitions();
    this.routes = new Routes(outside.installation());
    this.received = new ReceivedEvents(outside.codec(), outside.topics());
    this.at = surroundings(outside);
    this.rounds =
        new Rounds(
            this::applications,
            outside.samplesPerMinute(),
            outside.registry(),
            outside.clock(),
            outside.random());
    Gauge.builder("plumbline.detector.children", at.offspring(), Offspring::size)
        .description("Objects seen that others brought forth, such as pods")
        .register(outside.registry());
  }

  private Surroundings surroundings(Outside outside) {
    HealthBook health = new HealthBook();
    Lens lens = new Lens(outside.installation(), health);
    Examiner examiner =
        new Examiner(outside.clusters(), outside.bulkheads(), outside.cipher(), lens);
    return new Surroundings(
        outside.installation(),
        new Judge(ApplyOrder.COMPARATOR, outside.pruneLimits()),
        new ClusterEye(
            outside.clusters(),
            outside.bulkheads(),
            this,
            lens,
            AuditPace.every(outside.auditInterval()),
            outside.registry(),
            outside.clock(),
            outside.random()),
        examiner,
        new Offspring(
            outside.clusters(),
            outside.bulkheads(),
            health,
            (cluster, uid) -> routes.ofUid(cluster, uid).forEach(TrackedApplication::judgeSoon)),
        new DryRunSamples(examiner, outside.registry()),
        new StrangersIn(outside.clusters(), outside.bulkheads(), outside.installation()),
        new HelmReleases(outside.clusters(), outside.bulkheads()),
        health,
        new StatusWriter(outside.statuses(), outside.bulkheads(), outside.clock()),
        outside.applications(),
        outside.others(),
        new Dependents(),
        outside.applicationOfUid(),
        outside.codec(),
        outside.topics(),
        new DetectorMetrics(outside.registry()),
        outside.clock(),
        outside.random());
  }

  private List<TrackedApplication> applications() {
    return shares.values().stream()
        .flatMap(share -> share.applications().values().stream())
        .toList();
  }

  /** The topics this reads and writes. */
  static StreamTopology topology(String group, Function<Topic, String> topics) {
    return new StreamTopology(
        group,
        List.of(
            topics.apply(Topic.RENDER_RESULTS),
            topics.apply(Topic.SYNC),
            topics.apply(Topic.COMMANDS)),
        List.of(topics.apply(Topic.VERDICTS)),
        List.of(topics.apply(Topic.DESIRED), topics.apply(Topic.INVENTORY)));
  }

  @Override
  public void assigned(OwnedPartition partition, RestoredState state) {
    Share share = new Share(partition, new ConcurrentHashMap<>());
    Map<String, StreamRecord> desired = state.topic(topic(Topic.DESIRED));
    Map<String, StreamRecord> inventories = state.topic(topic(Topic.INVENTORY));
    Map<String, StreamRecord> verdicts = state.topic(topic(Topic.VERDICTS));
    shares.put(partition.number(), share);
    at.eye().shards(shards(partition), true);
    Set<String> keys = new HashSet<>(desired.keySet());
    keys.addAll(inventories.keySet());
    keys.addAll(verdicts.keySet());
    for (String key : keys) {
      Optional<Wanted> wanted =
          event(received.restored(desired.get(key)), Desired.class).map(Wanted::of);
      Optional<Inventory> applied = event(received.restored(inventories.get(key)), Inventory.class);
      Optional<Verdict> told =
          event(received.restored(partition, verdicts.get(key)), Verdict.class);
      if (wanted.isPresent() || applied.isPresent() || told.isPresent()) {
        TrackedApplication application = tracked(share, ApplicationKey.parse(key));
        application.restore(wanted.orElse(null), applied.orElse(null), told.orElse(null));
        application.judgeSoon();
      }
    }
    LOG.info("Partition assigned partition={} applications={}", partition.number(), keys.size());
  }

  private static <E extends Event> Optional<E> event(
      Optional<Envelope<Event>> envelope, Class<E> type) {
    return envelope.map(Envelope::event).filter(type::isInstance).map(type::cast);
  }

  @Override
  public CompletionStage<Void> handle(OwnedPartition partition, StreamRecord record) {
    Share share = shares.get(partition.number());
    if (share == null) {
      throw new IllegalStateException("a record of partition " + partition.number() + ", not ours");
    }
    if (record.value() == null && record.topic().equals(topic(Topic.DESIRED))) {
      return tracked(share, key(record)).erased(EventType.DESIRED);
    }
    if (record.value() == null && record.topic().equals(topic(Topic.INVENTORY))) {
      return tracked(share, key(record)).erased(EventType.INVENTORY);
    }
    Envelope<Event> envelope = received.read(record);
    return tracked(share, key(record)).take(envelope.event(), envelope.trace());
  }

  private static ApplicationKey key(StreamRecord record) {
    try {
      return ApplicationKey.parse(record.key());
    } catch (IllegalArgumentException e) {
      throw new PermanentFailureException(String.valueOf(e.getMessage()), e);
    }
  }

  private TrackedApplication tracked(Share share, ApplicationKey key) {
    return share
        .applications()
        .computeIfAbsent(
            key.toString(), text -> new TrackedApplication(key, share.partition(), at, routes));
  }

  private String topic(Topic topic) {
    return at.topics().apply(topic);
  }

  private List<Integer> shards(OwnedPartition partition) {
    return IntStream.range(0, ApplicationKey.SHARDS)
        .filter(shard -> shard % partitions == partition.number())
        .boxed()
        .toList();
  }

  /** The informer shows a change of an application's resource. */
  void applicationChanged(ApplicationKey key) {
    Share share = shares.get(key.shard() % partitions);
    if (share != null) {
      tracked(share, key).judgeSoon();
    }
  }

  /** What an application has its namespace bear has changed: others may want it otherwise. */
  void namespaceMetadataChanged(Application changed) {
    if (SharedNamespace.bears(changed)) {
      applications().forEach(application -> application.judgeIfItSharesTheNamespace(changed));
    }
  }

  /**
   * The informer shows that something is known of an application that was not, or is not any more.
   */
  void dependencyChanged(@Nullable DependencyState before, @Nullable DependencyState after) {
    at.dependents().changed(before, after);
  }

  /** A project of a namespace permits other things than it did. */
  void projectChanged(String namespace) {
    shares.values().stream()
        .flatMap(share -> share.applications().entrySet().stream())
        .filter(entry -> ApplicationKey.parse(entry.getKey()).namespace().equals(namespace))
        .forEach(entry -> entry.getValue().judgeSoon());
  }

  /** A cluster's name may mean another cluster now, or none, or one again. */
  void clusterChanged(String cluster) {
    at.eye().clusterChanged(cluster);
    at.offspring().clusterChanged(cluster);
  }

  /** The installation's own rules of health are these; with any that is wrong it is as without. */
  void healthRules(List<HealthRule> rules) {
    for (String problem : at.health().install(rules)) {
      LOG.warn("Rule of health is left out problem=\"{}\"", problem);
    }
    applications().forEach(TrackedApplication::checkSoon);
  }

  @Override
  public void seen(WatchedKind kind, Sighting sighting) {
    routes.of(kind, sighting).forEach(application -> application.seen(kind, sighting));
  }

  /** Only whoever misses something in it is told: to all others a list is no news. */
  @Override
  public void listed(WatchedKind kind, Set<Integer> shards, Set<String> ids) {
    Set<TrackedApplication> missing = routes.missing(kind, ids);
    users(kind, key -> shards.contains(key.shard())).stream()
        .filter(missing::contains)
        .forEach(application -> application.listed(kind, ids));
  }

  @Override
  public void rewound(WatchedKind kind) {
    users(kind, key -> true).forEach(application -> application.rewound(kind));
  }

  @Override
  public void stateChanged(WatchedKind kind) {
    users(kind, key -> true).forEach(TrackedApplication::judgeSoon);
  }

  private List<TrackedApplication> users(WatchedKind kind, Predicate<ApplicationKey> of) {
    Set<String> keys = at.eye().users(kind);
    return shares.values().stream()
        .flatMap(share -> share.applications().entrySet().stream())
        .filter(entry -> keys.contains(entry.getKey()))
        .filter(entry -> of.test(ApplicationKey.parse(entry.getKey())))
        .map(Map.Entry::getValue)
        .toList();
  }

  @Override
  public void revoked(OwnedPartition partition, boolean lost) {
    Share share = shares.remove(partition.number());
    if (share != null) {
      at.eye().shards(shards(partition), false);
      share.applications().values().forEach(TrackedApplication::release);
    }
    LOG.info("Partition revoked partition={} lost={}", partition.number(), lost);
  }

  /** Closes all watches and writes no more. */
  @Override
  public void close() {
    rounds.close();
    at.eye().close();
    at.offspring().close();
    at.statuses().close();
  }
}
