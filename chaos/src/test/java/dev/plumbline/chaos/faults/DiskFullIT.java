package dev.plumbline.chaos.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.chaos.Extent;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.RenderResult;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.GitHost;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Installation;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.PlumblineProcess;
import dev.plumbline.testkit.harness.Stage;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Disks without room: it is said, nothing that was accepted is lost, and it goes on with room. */
@ExtendWith(OneWorld.class)
class DiskFullIT {

  private static final ObjectRef SETTINGS = ObjectRef.of("v1", "ConfigMap", "shop", "settings");

  private final World world;
  private final Stage stage;
  private final Random random = new Random(1);

  DiskFullIT(World world, Stage stage) {
    this.world = world;
    this.stage = stage;
  }

  @BeforeEach
  void onlyInFull() {
    Extent.fullOnly();
  }

  private String noise(int bytes) {
    byte[] noise = new byte[bytes];
    random.nextBytes(noise);
    return HexFormat.of().formatHex(noise);
  }

  @Test
  void aRenderWithoutRoomForWhatItFetchesFailsAndIsMadeUpForOnceThereIsRoom() {
    Disk disk = Disk.mount(world.data(), 16);
    try {
      // given
      world.restartServices();
      Shop shop = Shop.open(stage, "disk");

      // when
      disk.fill();
      shop.repository().write("noise.txt", noise(500_000));
      String pushed = shop.push();

      // then
      RenderResult.Failed failed =
          shop.application().await(RenderResult.Failed.class, result -> true);
      assertThat(failed.message()).contains("No space left");
      assertThat(world.services().alive()).isTrue();
      shop.editByHand();
      Waiting.until(
          World.PATIENCE,
          () -> "what was rendered before is not kept",
          () -> !stage.cluster().get(shop.ref("cart")).at("/data/value").asText().contains("hand"));

      // and
      disk.makeRoom();
      shop.assertAsPushed(pushed);
    } finally {
      world.restartServices(disk::close);
    }
  }

  @Test
  void anInstallationWithoutRoomForItsKafkaEndsSayingSoAndGoesOnOnceThereIsRoom() {
    Path directory = PlumblineProcess.WORK.resolve("disk-" + Stage.random(3));
    try (Disk disk = Disk.mount(directory, 256);
        GitHost git = GitHost.open()) {
      // given
      HostedRepository repository = git.repository("shop");
      repository.write("settings.yaml", Manifests.configMap("settings", "0")).push("Begin");
      try (Installation up =
          Installation.startOnSandboxIn(
              directory.resolve("data"),
              "disk",
              Map.of("PLUMBLINE_GIT_POLLER_INTERVAL", "1s"),
              "--repo",
              "file://" + git.root().resolve("bare").resolve("shop.git"),
              "--namespace",
              "shop")) {
        awaitValue(up, "0");

        // when
        disk.fill();
        int[] pushes = {0};
        Waiting.until(
            World.PATIENCE,
            () -> "it still runs; it printed " + up.process().out(),
            () -> {
              pushes[0]++;
              repository
                  .write("settings.yaml", Manifests.configMap("settings", "" + pushes[0]))
                  .write("noise.yaml", Manifests.configMap("noise", noise(100_000)))
                  .push("Push " + pushes[0]);
              return !up.process().alive();
            });

        // then
        assertThat(up.process().awaitExit(World.PATIENCE)).isEqualTo(1);
        assertThat(up.process().out())
            .contains("Kafka can no longer write to " + directory.resolve("data"))
            .contains("Make room on that disk");

        // and
        disk.makeRoom();
        up.startAgain();
        awaitValue(up, "" + pushes[0]);
      }
    }
  }

  private static void awaitValue(Installation up, String value) {
    Waiting.until(
        World.PATIENCE,
        () -> "settings are " + up.cluster().find(SETTINGS) + ", not " + value,
        () ->
            up.cluster()
                .find(SETTINGS)
                .filter(found -> found.at("/data/value").asText().equals(value))
                .isPresent());
  }
}
