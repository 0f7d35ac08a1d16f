package dev.plumbline.bench;

import dev.plumbline.testkit.harness.HostedRepository;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.DoubleAccumulator;
import java.util.stream.IntStream;

/**
 * Many applications in one repository, which nobody syncs: a file of one changes, then a file that
 * all Kustomize ones share.
 */
final class Monorepo implements Measure {

  private static final String NAME = "monorepo";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int WARM_UP = 3;
  private static final int SHARED_CHANGES = 3;

  @Override
  public void run(Extent extent, Report report) throws Exception {
    RenderEvents events = new RenderEvents();
    try (Ground ground = Ground.open(NAME);
        Product product = Product.services(NAME, ground);
        Scene scene = Scene.on(ground.cluster(), product);
        Trail trail = new Trail(product.kafka(), events::heard)) {
      Folders folders = new Folders(scene, events, product);
      folders.install(extent.monorepo());
      for (MonorepoKind kind : MonorepoKind.chosen()) {
        oneChanges(kind, folders, extent, report);
      }
      folders.addUntilAll(MonorepoKind.KUSTOMIZE, extent.monorepo());
      sharedChanges(folders, extent, report);
    }
  }

  private static void oneChanges(MonorepoKind kind, Folders folders, Extent extent, Report report) {
    Sample toRequest = new Sample();
    Sample toDesired = new Sample();
    Sample toAll = new Sample();
    Sample rendered = new Sample();
    List<Integer> mine = folders.of(kind);
    int pushes = Math.max(1, extent.pushes() / 4);
    for (int i = 0; i < WARM_UP + pushes; i++) {
      // Steps through them, so that early and late ones of the fan-out count alike.
      int application = mine.get((i * 37) % mine.size());
      folders.events.clear();
      folders.change(kind, application, "value-" + i);
      long desired = folders.events.awaitDesired(folders.key(application), PATIENCE);
      folders.events.awaitAnswers(folders.number(), PATIENCE);
      if (i >= WARM_UP) {
        toRequest.addNanos(
            folders.events.observed(), folders.events.requested(folders.key(application)));
        toDesired.addNanos(folders.events.observed(), desired);
        toAll.addNanos(folders.events.observed(), folders.events.lastAnswer());
        rendered.add(folders.events.rendered());
      }
    }
    String of = kind.label() + ", one of " + folders.number() + ": ";
    report.add(
        Figure.of(NAME, of + "commit event -> desired", "ms", toDesired)
            .aim(100)
            .against("p95 %.0f ms".formatted(toDesired.quantile(0.95))));
    report.add(Figure.of(NAME, of + "of that until render asked", "ms", toRequest));
    report.add(Figure.of(NAME, of + "commit event -> all looked at", "ms", toAll));
    report.add(Figure.of(NAME, of + "renders a commit", "renders", rendered).aim(1.01));
  }

  private static void sharedChanges(Folders folders, Extent extent, Report report)
      throws InterruptedException {
    int number = folders.of(MonorepoKind.KUSTOMIZE).size();
    Sample took = new Sample();
    Sample rendered = new Sample();
    try (Peak peak = new Peak(folders.product)) {
      for (int i = 0; i < SHARED_CHANGES; i++) {
        folders.events.clear();
        folders.changeShared("shared-" + i);
        long last = folders.events.awaitDesired(number, PATIENCE);
        folders.events.awaitAnswers(folders.number(), PATIENCE);
        took.add((last - folders.events.observed()) / 1e9);
        rendered.add(folders.events.rendered());
      }
      String of = "shared by " + number + " Kustomize: ";
      report.add(Figure.of(NAME, of + "commit event -> last desired", "s", took).aim(10));
      report.add(Figure.of(NAME, of + "renders a commit", "renders", rendered));
      report.add(Figure.of(NAME, of + "highest heap in use, garbage included", "MiB", peak.heap()));
    }
    report.add(Figure.of(NAME, "peak RSS", "MiB", folders.product.resident("VmHWM")));
    report.add(Figure.of(NAME, "heap after GC", "MiB", folders.product.heapAfterGc()));
  }

  /** The repository, and what it is made of. */
  private static final class Folders {

    private final Scene scene;
    private final RenderEvents events;
    private final Product product;
    private final HostedRepository repository;
    private final List<MonorepoKind> kinds = new ArrayList<>();

    Folders(Scene scene, RenderEvents events, Product product) {
      this.scene = scene;
      this.events = events;
      this.product = product;
      this.repository = scene.git().repository(NAME);
    }

    void install(int number) {
      List<MonorepoKind> mixed = MonorepoKind.chosen();
      MonorepoKind.writeShared(repository, "first");
      add(IntStream.range(0, number).mapToObj(i -> mixed.get(i % mixed.size())).toList());
    }

    /** Adds applications of a kind until there are so many of it. */
    void addUntilAll(MonorepoKind kind, int number) {
      int missing = number - of(kind).size();
      add(IntStream.range(0, missing).mapToObj(i -> kind).toList());
    }

    private void add(List<MonorepoKind> more) {
      int from = kinds.size();
      kinds.addAll(more);
      for (int i = from; i < kinds.size(); i++) {
        kinds.get(i).write(repository, folder(i), name(i), "first");
      }
      repository.push("Add " + more.size());
      try (Crowd crowd = new Crowd()) {
        crowd.each(
            more.size(),
            i ->
                scene
                    .cluster()
                    .create(scene.observed(name(from + i), repository.url(), folder(from + i)))
                    .object());
      }
      for (int i = from; i < kinds.size(); i++) {
        events.awaitDesired(key(i), PATIENCE);
      }
    }

    List<Integer> of(MonorepoKind kind) {
      return IntStream.range(0, kinds.size()).filter(i -> kinds.get(i) == kind).boxed().toList();
    }

    int number() {
      return kinds.size();
    }

    void change(MonorepoKind kind, int i, String value) {
      kind.write(repository, folder(i), name(i), value);
      repository.push("Change " + name(i));
    }

    void changeShared(String value) {
      MonorepoKind.writeShared(repository, value);
      repository.push("Change what is shared");
    }

    String key(int i) {
      return scene.namespace() + "/" + name(i);
    }

    private static String name(int i) {
      return "mono-" + i;
    }

    private static String folder(int i) {
      return "apps/" + name(i);
    }
  }

  /** The highest heap that was seen, looked at twice a second. */
  private static final class Peak implements AutoCloseable {

    private final DoubleAccumulator highest = new DoubleAccumulator(Math::max, 0);
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor();

    Peak(Product product) {
      var unused =
          looking.scheduleWithFixedDelay(
              () ->
                  highest.accumulate(
                      product.metrics().sum("jvm_memory_used_bytes", "area=\"heap\"") / (1 << 20)),
              0,
              500,
              TimeUnit.MILLISECONDS);
    }

    double heap() {
      return highest.get();
    }

    @Override
    public void close() {
      looking.shutdownNow();
    }
  }
}
