package dev.plumbline.bench;

import dev.plumbline.testkit.harness.Cluster;
import dev.plumbline.testkit.harness.HostedRepository;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Pushes at a steady rate: to fifty repositories in turn, each with one application of ten objects;
 * then all to one repository, where a newer push makes older ones needless.
 */
final class PushRate implements Measure {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int REPOSITORIES = 50;
  private static final int PUSHERS = 8;

  /** What one push was. */
  private record Pushed(String commit, String value, long returned) {}

  @Override
  public void run(Extent extent, Report report) throws Exception {
    try (Product product = Product.up("rate");
        Cluster cluster = new Cluster(product.kubeconfig());
        Scene scene = Scene.on(cluster, product);
        Trail trail = new Trail(product.kafka(), (type, key) -> {})) {
      Moments seen = new Moments();
      try (Sight watch =
          new Sight(
              cluster,
              scene.collection("", "v1", "configmaps"),
              object -> seen.now(object.at("/data/value").asText()))) {
        List<HostedRepository> many = applications(scene, trail, REPOSITORIES, "many");
        spread(extent, report, many, trail, seen);
        HostedRepository one = applications(scene, trail, 1, "one").get(0);
        pile(extent, report, one, trail);
      }
    }
  }

  private static List<HostedRepository> applications(
      Scene scene, Trail trail, int number, String prefix) {
    List<HostedRepository> repositories = new ArrayList<>();
    List<String> commits = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      String name = prefix + "-" + i;
      HostedRepository repository = scene.git().repository(name);
      Workload.writeTen(repository, "app", name);
      commits.add(repository.push("Begin"));
      scene.cluster().create(scene.application(name, repository.url(), "app")).object();
      repositories.add(repository);
    }
    commits.forEach(commit -> trail.awaitConverged(commit, PATIENCE));
    return repositories;
  }

  private static void spread(
      Extent extent, Report report, List<HostedRepository> repositories, Trail trail, Moments seen)
      throws Exception {
    Map<Integer, Pushed> pushes = new ConcurrentHashMap<>();
    ExecutorService pushers = Executors.newFixedThreadPool(PUSHERS);
    long begun = System.nanoTime();
    for (int i = 0; i < extent.rated(); i++) {
      pause(begun + i * (1_000_000_000L / extent.perSecond()));
      int number = i;
      HostedRepository repository = repositories.get(i % repositories.size());
      pushers.execute(
          () -> {
            synchronized (repository) {
              pushes.put(number, push(repository, "many-" + number % repositories.size(), number));
            }
          });
    }
    pushers.shutdown();
    if (!pushers.awaitTermination(2, TimeUnit.MINUTES)) {
      throw new AssertionError("pushes do not end");
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    Sample toSeen = new Sample();
    Sample toConverged = new Sample();
    int superseded = 0;
    List<Pushed> last = new ArrayList<>();
    for (int i = extent.rated() - repositories.size(); i < extent.rated(); i++) {
      if (i >= 0) {
        last.add(pushes.get(i));
      }
    }
    last.forEach(push -> trail.awaitConverged(push.commit(), PATIENCE));
    for (Pushed push : pushes.values()) {
      if (!trail.hasConverged(push.commit())) {
        superseded++;
        continue;
      }
      toConverged.addNanos(push.returned(), trail.awaitConverged(push.commit(), PATIENCE));
      if (seen.happened(push.value())) {
        toSeen.addNanos(push.returned(), seen.await(push.value(), PATIENCE));
      }
    }
    String where =
        "%d repositories, asked for %d/s".formatted(repositories.size(), extent.perSecond());
    report.add(
        Figure.of("rate", "pushes a second", "1/s", extent.rated() / seconds).against(where));
    report.add(Figure.of("rate", "push returned -> object seen", "ms", toSeen).aim(300));
    report.add(Figure.of("rate", "push returned -> converged", "ms", toConverged).aim(300));
    report.add(
        Figure.of("rate", "pushes superseded by newer ones", "pushes", superseded)
            .against("of " + extent.rated()));
  }

  private static void pile(Extent extent, Report report, HostedRepository repository, Trail trail) {
    int number = Math.max(1, extent.rated() / 4);
    List<Pushed> pushes = new ArrayList<>();
    long begun = System.nanoTime();
    for (int i = 0; i < number; i++) {
      pause(begun + i * (1_000_000_000L / extent.perSecond()));
      pushes.add(push(repository, "one-0", 1_000_000 + i));
    }
    Pushed last = pushes.get(number - 1);
    double seconds = (last.returned() - begun) / 1e9;
    long converged = trail.awaitConverged(last.commit(), PATIENCE);
    long superseded = pushes.stream().filter(push -> !trail.hasConverged(push.commit())).count();
    report.add(
        Figure.of("rate", "one repository: pushes a second", "1/s", number / seconds)
            .against("asked for %d/s".formatted(extent.perSecond())));
    report.add(
        Figure.of(
            "rate",
            "one repository: last push -> converged",
            "ms",
            (converged - last.returned()) / 1e6));
    report.add(
        Figure.of("rate", "one repository: pushes superseded", "pushes", (double) superseded)
            .against("of " + number));
  }

  private static Pushed push(HostedRepository repository, String name, int number) {
    String value = name + "-" + number;
    Workload.changeOne(repository, "app", name, value);
    String commit = repository.push(value);
    return new Pushed(commit, value, System.nanoTime());
  }

  private static void pause(long until) {
    long left = until - System.nanoTime();
    while (left > 0) {
      LockSupport.parkNanos(left);
      left = until - System.nanoTime();
    }
  }
}
