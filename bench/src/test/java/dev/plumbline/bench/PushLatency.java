package dev.plumbline.bench;

import dev.plumbline.contracts.events.EventType;
import dev.plumbline.testkit.harness.Cluster;
import dev.plumbline.testkit.harness.HostedRepository;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * From a push that has returned until the cluster shows it, and until it is told to have converged:
 * one application of ten objects, one push after the other.
 */
final class PushLatency implements Measure {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Each hop by the event that ends it, in the order of the pipeline. */
  private static final Map<EventType, String> HOPS = new LinkedHashMap<>();

  static {
    HOPS.put(EventType.REVISION_OBSERVED, "hop: push -> revision");
    HOPS.put(EventType.RENDER_REQUESTED, "hop: revision -> render asked");
    HOPS.put(EventType.DESIRED, "hop: render asked -> desired");
    HOPS.put(EventType.PLAN_MADE, "hop: desired -> plan");
    HOPS.put(EventType.SYNC_STARTED, "hop: plan -> sync started");
    HOPS.put(EventType.SYNC_SUCCEEDED, "hop: sync started -> applied");
    HOPS.put(EventType.CONVERGENCE_REACHED, "hop: applied -> verdict");
  }

  @Override
  public void run(Extent extent, Report report) {
    try (Product product = Product.up("push");
        Cluster cluster = new Cluster(product.kubeconfig());
        Scene scene = Scene.on(cluster, product);
        Trail trail = new Trail(product.kafka(), (type, key) -> {})) {
      Moments seen = new Moments();
      try (Sight watch =
          new Sight(
              cluster,
              scene.collection("", "v1", "configmaps"),
              object -> seen.now(object.at("/data/value").asText()))) {
        sequence(extent, report, scene, trail, seen);
      }
    }
  }

  private static void sequence(
      Extent extent, Report report, Scene scene, Trail trail, Moments seen) {
    HostedRepository repository = scene.git().repository("push");
    Workload.writeTen(repository, "app", "push");
    String first = repository.push("Begin");
    scene.cluster().create(scene.application("push", repository.url(), "app")).object();
    trail.awaitConverged(first, PATIENCE);
    Sample pushing = new Sample();
    Sample toSeen = new Sample();
    Sample toConverged = new Sample();
    List<Pushed> pushes = new ArrayList<>();
    for (int i = 0; i < extent.warmUp() + extent.pushes(); i++) {
      String value = "push-" + i;
      Workload.changeOne(repository, "app", "push", value);
      long begun = System.nanoTime();
      String commit = repository.push(value);
      long pushed = System.nanoTime();
      Instant at = Instant.now();
      long shown = seen.await(value, PATIENCE);
      long converged = trail.awaitConverged(commit, PATIENCE);
      if (i >= extent.warmUp()) {
        pushing.addNanos(begun, pushed);
        toSeen.addNanos(pushed, shown);
        toConverged.addNanos(pushed, converged);
        pushes.add(new Pushed(commit, at));
      }
    }
    report.add(Figure.of("push", "push returned -> object seen", "ms", toSeen).aim(300));
    report.add(Figure.of("push", "push returned -> converged", "ms", toConverged).aim(300));
    report.add(
        Figure.of("push", "git push itself", "ms", pushing)
            .against("the bench's own Git client and server"));
    hops(report, trail, pushes);
  }

  private record Pushed(String commit, Instant at) {}

  private static void hops(Report report, Trail trail, List<Pushed> pushes) {
    Map<EventType, Sample> hops = new HashMap<>();
    for (Pushed push : pushes) {
      Map<EventType, Instant> first = new HashMap<>();
      trail.chain(push.commit()).stream()
          .sorted(Comparator.comparing(Trail.Step::at))
          .forEach(step -> first.putIfAbsent(step.type(), step.at()));
      Instant from = push.at();
      for (EventType type : HOPS.keySet()) {
        Instant to = first.get(type);
        if (to != null) {
          hops.computeIfAbsent(type, none -> new Sample())
              .addNanos(0, Duration.between(from, to).toNanos());
          from = to;
        }
      }
    }
    HOPS.forEach(
        (type, name) -> {
          Sample hop = hops.get(type);
          if (hop != null) {
            report.add(
                Figure.of("push", name, "ms", hop).aim(10).against("by the events' own times"));
          }
        });
  }
}
