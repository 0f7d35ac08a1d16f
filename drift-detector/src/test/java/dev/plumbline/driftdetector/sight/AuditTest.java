package dev.plumbline.driftdetector.sight;

import static dev.plumbline.driftdetector.sight.SightFixture.MAPS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.driftdetector.sight.SightFixture.Eyes;
import dev.plumbline.testkit.Waiting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What watches told, held against the cluster. */
class AuditTest {

  private static final AuditPace OFTEN =
      new AuditPace(Duration.ofMillis(400), Duration.ofMillis(400), Duration.ofMillis(1));

  @TempDir Path directory;
  private SightFixture there;
  private Eyes eyes;

  @BeforeEach
  void start() throws Exception {
    there = new SightFixture(directory);
    there.make("a", 1);
    there.make("b", 2);
    there.make("foreign", 40);
    eyes = there.eyes(OFTEN);
    eyes.uses(MAPS);
    eyes.eye.shards(IntStream.range(0, 32).boxed().toList(), true);
    eyes.await("+a", "+b");
    eyes.awaitRequests("watch", 1);
  }

  @AfterEach
  void stop() throws Exception {
    there.close();
  }

  private void awaitCount(String meter, double least) {
    Waiting.until(
        SightFixture.SOON, () -> meter + " " + eyes.count(meter), () -> eyes.count(meter) >= least);
  }

  @Test
  void aWatchThatLivesHasNoMismatchWhateverHappens() throws Exception {
    // when: objects change, come and go while audits run
    for (int i = 0; eyes.count("plumbline.detector.audit.objects") < 30; i++) {
      there.edit("a");
      there.make("short" + i, 3);
      there.edit("foreign");
      there.delete("short" + i);
    }

    // then
    assertThat(eyes.count("plumbline.detector.audit.mismatches")).isZero();
    assertThat(eyes.seen).doesNotContain("+foreign");
    assertThat(eyes.count("plumbline.detector.watch.relists")).isZero();
    assertThat(age()).isLessThan(20);
  }

  private double age() {
    return eyes.registry.get("plumbline.detector.audit.age").gauge().value();
  }

  @Test
  void whatADeadWatchMissedIsCountedAndTold() throws Exception {
    // given: a watch that is open and tells nothing
    there.api.mute(path -> path.endsWith("/configmaps"));

    // when
    there.edit("a");
    there.delete("b");
    there.make("c", 3);

    // then: the list of a new watch tells it
    eyes.await("+a", "+b", "-b", "+c");
    assertThat(eyes.seen).hasSize(5);
    awaitCount("plumbline.detector.audit.mismatches", 3);
    assertThat(eyes.count("plumbline.detector.audit.mismatches")).isEqualTo(3);
    assertThat(eyes.registry.get("plumbline.detector.watch.silence").gauge().value())
        .isLessThan(30);
  }

  @Test
  void aKindThatCannotBeSeenIsNotHeldAgainstItsWatch() throws Exception {
    // given
    there.api.answer(500, -1, request -> request.watch());
    there.api.cutStreams();
    Waiting.until(SightFixture.SOON, () -> "trouble", () -> eyes.eye.trouble(MAPS).isPresent());

    // when
    there.make("c", 3);
    there.api.none();
    eyes.await("+a", "+b", "+c");

    // then
    awaitCount("plumbline.detector.audit.objects", 6);
    assertThat(eyes.count("plumbline.detector.audit.mismatches")).isZero();
    assertThat(List.copyOf(eyes.seen)).hasSize(3);
  }
}
