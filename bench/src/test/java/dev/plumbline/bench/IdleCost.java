package dev.plumbline.bench;

import dev.plumbline.embedded.RequestKind;
import dev.plumbline.testkit.harness.HostedRepository;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Applications that nothing happens to: what the services alone cost, with broker and cluster in
 * another process. Requests are counted where they arrive.
 */
final class IdleCost implements Measure {

  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** Rest is what is measured, and begins a while after the last status was written. */
  private static final Duration SETTLE = Duration.ofSeconds(15);

  private static final Duration AFTER_COLLECTION = Duration.ofSeconds(1);
  private static final int REPOSITORIES = 10;

  @Override
  public void run(Extent extent, Report report) throws Exception {
    try (Ground ground = Ground.open("idle");
        Product product = Product.services("idle", ground);
        Scene scene = Scene.on(ground.cluster(), product)) {
      install(extent.idle(), scene);
      double installed = product.resident("VmHWM");
      Thread.sleep(SETTLE.toMillis());
      double heap = product.heapAfterGc();
      Thread.sleep(AFTER_COLLECTION.toMillis());
      Map<String, Long> api = ground.requests().counts();
      long git = git(scene);
      long cpu = product.cpu().toNanos();
      long begun = System.nanoTime();
      Thread.sleep(extent.idleFor().toMillis());
      double minutes = (System.nanoTime() - begun) / 60e9;
      double share = (product.cpu().toNanos() - cpu) / (minutes * 60e9) * 100;
      Map<String, Long> apiAfter = ground.requests().counts();
      double gitRate = (git(scene) - git) / minutes;
      String what =
          extent.idle() + " applications of 10 objects in " + REPOSITORIES + " repositories";
      report.add(Figure.of("idle", "CPU beside the broker", "% core", share).aim(2).against(what));
      report.add(Figure.of("idle", "heap after GC", "MiB", heap).against(what));
      report.add(Figure.of("idle", "peak RSS, installing them", "MiB", installed));
      report.add(Figure.of("idle", "Git requests", "1/min", gitRate));
      for (String verb : new TreeSet<>(apiAfter.keySet())) {
        double rate = (apiAfter.get(verb) - api.getOrDefault(verb, 0L)) / minutes;
        Figure figure = Figure.of("idle", "API requests: " + verb, "1/min", rate);
        boolean unwanted = List.of("list", "patch", "update", "create", "delete").contains(verb);
        report.add(unwanted ? figure.aim(0.001) : figure);
      }
    }
  }

  static void install(int number, Scene scene) {
    List<HostedRepository> repositories = new ArrayList<>();
    List<String> commits = new ArrayList<>();
    for (int i = 0; i < REPOSITORIES; i++) {
      repositories.add(scene.git().repository("idle-" + i));
    }
    for (int i = 0; i < number; i++) {
      Workload.writeTen(repositories.get(i % REPOSITORIES), "app-" + i, "idle-" + i);
    }
    repositories.forEach(repository -> commits.add(repository.push("Begin")));
    Moments ready = new Moments();
    try (Crowd crowd = new Crowd();
        Sight watch =
            new Sight(
                scene.cluster(),
                scene.applications(),
                application -> ready.now(Settled.at(application)))) {
      crowd.each(
          number,
          i ->
              scene
                  .cluster()
                  .create(
                      scene.application(
                          "idle-" + i, repositories.get(i % REPOSITORIES).url(), "app-" + i))
                  .object());
      for (int i = 0; i < number; i++) {
        ready.await("idle-" + i + "@" + commits.get(i % REPOSITORIES), PATIENCE);
      }
    }
  }

  private static long git(Scene scene) {
    return scene.git().server().requests(RequestKind.INFO_REFS)
        + scene.git().server().requests(RequestKind.UPLOAD_PACK);
  }
}
