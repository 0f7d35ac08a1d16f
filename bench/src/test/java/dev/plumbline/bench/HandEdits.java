package dev.plumbline.bench;

import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.EventType;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Edits by hand, each of another application, and when they were seen: by a bare watch of the same
 * objects, and on the topic {@code drift}. Both are read in this process, by one clock.
 */
final class HandEdits implements AutoCloseable {

  static final String EDITED = "edited";

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Set<EventType> TRANSITIONS =
      Set.of(EventType.DRIFT_DETECTED, EventType.DRIFT_CLEARED, EventType.CONVERGENCE_LOST);

  private final Scene scene;
  private final Moments bare = new Moments();
  private final Moments told = new Moments();
  private final Set<String> edited = ConcurrentHashMap.newKeySet();
  private final LongAdder untrue = new LongAdder();
  private final Sight watch;
  private final Trail trail;
  private Sample seen = new Sample();
  private Sample reported = new Sample();
  private Sample above = new Sample();

  HandEdits(Scene scene, String kafka) {
    this.scene = scene;
    this.trail = new Trail(kafka, this::event);
    this.watch =
        new Sight(
            scene.cluster(),
            scene.collection("", "v1", "configmaps"),
            object -> {
              if (object.at("/data/value").asText().equals(EDITED)) {
                bare.now(object.at("/metadata/name").asText());
              }
            });
  }

  private void event(EventType type, String application) {
    boolean expected = edited.contains(application);
    if (expected && type == EventType.DRIFT_DETECTED) {
      told.now(application);
    } else if (!expected && TRANSITIONS.contains(type)) {
      untrue.increment();
    }
  }

  /** Edits an object of an application that nobody edited before, and waits for both. */
  void edit(String application, String map) {
    begin(application, map);
    long at = System.nanoTime();
    long watched = bare.await(map, PATIENCE);
    long detected = awaitTold(application);
    seen.addNanos(at, watched);
    reported.addNanos(at, detected);
    above.addNanos(watched, detected);
  }

  /** Edits an object and waits for nothing. */
  void begin(String application, String map) {
    edited.add(scene.namespace() + "/" + application);
    scene
        .cluster()
        .merge(
            ObjectRef.of("v1", "ConfigMap", scene.namespace(), map),
            "{data: {value: " + EDITED + "}}",
            "kubectl-edit");
  }

  long awaitTold(String application) {
    return told.await(scene.namespace() + "/" + application, PATIENCE);
  }

  /** What was told on the topic of applications that nobody edited. */
  long untrue() {
    return untrue.sum();
  }

  /** Forgets the times of what was edited until now. */
  void forget() {
    seen = new Sample();
    reported = new Sample();
    above = new Sample();
  }

  void report(String measure, Report report) {
    report.add(Figure.of(measure, "hand edit answered -> bare watch", "ms", seen));
    report.add(
        Figure.of(measure, "hand edit answered -> drift.detected", "ms", reported)
            .against("the bare watch above it"));
    report.add(
        Figure.of(measure, "drift.detected above the bare watch", "ms", above)
            .aim(30)
            .against("p99 < 100"));
  }

  int edits() {
    return above.size();
  }

  @Override
  public void close() {
    watch.close();
    trail.close();
  }
}
