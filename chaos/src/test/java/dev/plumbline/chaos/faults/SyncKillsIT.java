package dev.plumbline.chaos.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.chaos.Extent;
import dev.plumbline.chaos.kills.KillPoint;
import dev.plumbline.chaos.kills.StandStill;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.SyncEvent;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.ApplicationDraft;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * All services are one process, and that is killed at chosen instructions in the middle of a sync
 * with hooks and waves, again and again: it goes on from what is true.
 */
@ExtendWith(OneWorld.class)
class SyncKillsIT {

  private static final int SHORT = 1;
  private static final int FULL = 60;
  private static final int LATEST_PASSAGE = 6;
  private static final Duration COMES_BY_WITHIN = Duration.ofSeconds(10);

  private final Extent extent = Extent.asked();
  private final Random random = new Random(extent.seed());
  private final World world;
  private final Stage stage;

  SyncKillsIT(World world, Stage stage) {
    this.world = world;
    this.stage = stage;
  }

  @Test
  void itGoesOnRunsNoHookTwiceLeavesNothingHalfOwnedAndADeadlinePassesAllTheSame() {
    extent.announce("kills in a sync");
    try (OrderedShop shop = new OrderedShop(stage, "ordered")) {
      // given a sync that waits for a hook without an end
      HostedRepository repository = stage.git().repository("endless");
      RunningApplication endless = endless(repository);

      // when
      int struck = 0;
      for (int i = 0; struck < extent.ofShortOrFull(SHORT, FULL); i++) {
        assertThat(i).as("syncs, of which %d were struck", struck).isLessThan(3 * FULL);
        struck += strike(shop, i) ? 1 : 0;
      }

      // then that one's time is over nevertheless, and nobody has to wait for it any more
      assertFailedByDeadline(endless);
      endlessNoMore(endless, repository);

      // when it is killed while the application is deleted
      boolean deleted = strikeWhile(shop.application()::delete, pick());
      System.out.printf("struck %d syncs and %d deletion%n", struck, deleted ? 1 : 0);

      // then
      shop.assertGone();
    }
  }

  /** Kills it in the middle of a sync; false if it did not come by the point that was chosen. */
  private boolean strike(OrderedShop shop, int number) {
    String[] commit = new String[1];
    Point point = pick();
    boolean struck = strikeWhile(() -> commit[0] = shop.push(), point);
    System.out.printf("sync %d: %s%s%n", number, point, struck ? "" : " did not come by");
    shop.assertAsPushed(commit[0]);
    return struck;
  }

  private boolean strikeWhile(Runnable work, Point point) {
    StandStill still = StandStill.at(world.services(), point.at(), point.passage());
    work.run();
    if (!still.await(COMES_BY_WITHIN)) {
      still.close();
      return false;
    }
    world.restartServices();
    still.close();
    return true;
  }

  /** Where, and at which time of coming by. */
  private record Point(KillPoint at, int passage) {}

  private Point pick() {
    List<KillPoint> points = KillPoint.ofSyncs();
    return new Point(points.get(random.nextInt(points.size())), 1 + random.nextInt(LATEST_PASSAGE));
  }

  private RunningApplication endless(HostedRepository repository) {
    repository
        .write("map.yaml", Manifests.configMap("endless-map", "1"))
        .write(
            "wait.yaml",
            Manifests.job(
                "endless-wait",
                "{plumbline.dev/hook: PreSync}",
                "{fake-kubelet/ready-after: \"9999\"}"))
        .write("alarm.yaml", Manifests.job("endless-alarm", "{plumbline.dev/hook: SyncFail}"))
        .push("endless");
    ApplicationDraft draft = stage.application("endless", repository, "");
    draft.manifest().withObject("/spec").put("timeout", "6s");
    draft.manifest().withObject("/spec/syncPolicy/retry").put("limit", 0);
    RunningApplication endless = draft.create();
    Waiting.until(
        World.PATIENCE,
        () -> "its hook does not run. " + endless.story(),
        () -> stage.cluster().find(job("endless-wait")).isPresent());
    return endless;
  }

  private void assertFailedByDeadline(RunningApplication endless) {
    SyncEvent.Failed failed = endless.await(SyncEvent.Failed.class, any -> true);
    assertThat(failed.failures().toString()).contains("endless-wait");
    assertThat(stage.cluster().find(stage.configMap("endless-map"))).isEmpty();
    assertThat(stage.cluster().get(job("endless-alarm")).at("/status/succeeded").asInt())
        .isEqualTo(1);
  }

  private void endlessNoMore(RunningApplication endless, HostedRepository repository) {
    String commit = repository.delete("wait.yaml").push("without an endless hook");
    endless.awaitReadyAt(commit);
    assertThat(stage.cluster().find(stage.configMap("endless-map"))).isPresent();
    stage.awaitGone(job("endless-wait"));
  }

  private ObjectRef job(String name) {
    return stage.object("batch/v1", "Job", name);
  }
}
