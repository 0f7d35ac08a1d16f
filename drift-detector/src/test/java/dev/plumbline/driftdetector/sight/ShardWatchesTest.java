package dev.plumbline.driftdetector.sight;

import static dev.plumbline.driftdetector.sight.SightFixture.MAPS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.driftdetector.sight.SightFixture.Eyes;
import dev.plumbline.testkit.Waiting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is listed and told when shards come and go. */
class ShardWatchesTest {

  @TempDir Path directory;
  private SightFixture there;
  private Eyes eyes;

  @BeforeEach
  void start() throws Exception {
    there = new SightFixture(directory);
    for (int shard = 0; shard < 10; shard++) {
      there.make("o" + shard, shard);
    }
    eyes = there.eyes();
    eyes.uses(MAPS);
  }

  @AfterEach
  void stop() throws Exception {
    there.close();
  }

  private static List<Integer> shards(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  private static String[] seen(int from, int to) {
    return IntStream.range(from, to).mapToObj(n -> "+o" + n).toArray(String[]::new);
  }

  private void awaitWatches(int count) {
    Waiting.until(
        SightFixture.SOON,
        () -> "watches " + eyes.eye.watches(),
        () -> eyes.eye.watches() == count);
  }

  @Test
  void shardsThatComeAreListedAlone() throws Exception {
    // given
    eyes.eye.shards(shards(0, 2), true);
    eyes.await(seen(0, 2));
    eyes.awaitRequests("watch", 1);

    // when
    eyes.eye.shards(shards(2, 4), true);
    eyes.await(seen(0, 4));
    eyes.awaitRequests("watch", 2);

    // then: each was told once, in two lists
    assertThat(eyes.seen).hasSize(4);
    assertThat(eyes.lists).containsExactly("ConfigMap[0, 1]2", "ConfigMap[2, 3]2");
    assertThat(eyes.requests("list")).isEqualTo(2);
    there.edit("o1");
    there.edit("o3");
    Waiting.until(SightFixture.SOON, () -> "seen " + eyes.seen, () -> eyes.seen.size() == 6);
  }

  @Test
  void ofShardsThatWentNothingIsTold() throws Exception {
    // given
    eyes.eye.shards(shards(0, 4), true);
    eyes.await(seen(0, 4));

    // when
    eyes.eye.shards(shards(3, 4), false);
    eyes.eye.shards(List.of(), true);
    Waiting.until(SightFixture.SOON, () -> "watches", () -> eyes.eye.selected().size() == 3);
    there.edit("o3");
    there.delete("o3");
    there.edit("o0");

    // then
    Waiting.until(SightFixture.SOON, () -> "seen " + eyes.seen, () -> eyes.seen.size() == 5);
    assertThat(eyes.seen.get(4)).isEqualTo("+o0");
    assertThat(eyes.requests("list")).isEqualTo(1);
    assertThat(eyes.requests("watch")).isEqualTo(1);
  }

  @Test
  void aShardThatReturnsIsToldWhole() throws Exception {
    // given
    eyes.eye.shards(shards(0, 4), true);
    eyes.await(seen(0, 4));
    eyes.eye.shards(shards(3, 4), false);
    Waiting.until(SightFixture.SOON, () -> "shards", () -> eyes.eye.selected().size() == 3);

    // when
    eyes.eye.shards(shards(3, 4), true);

    // then
    Waiting.until(SightFixture.SOON, () -> "seen " + eyes.seen, () -> eyes.seen.size() == 5);
    assertThat(eyes.seen.get(4)).isEqualTo("+o3");
    assertThat(eyes.lists).containsExactly("ConfigMap[0, 1, 2, 3]4", "ConfigMap[3]1");
  }

  @Test
  void manyWatchesBecomeOneAndNothingIsToldTwiceOrMissed() throws Exception {
    // given: shards that come one by one, and objects that change all the while
    eyes.eye.shards(shards(0, 1), true);
    eyes.await(seen(0, 1));
    for (int shard = 1; shard < 5; shard++) {
      eyes.eye.shards(shards(shard, shard + 1), true);
      eyes.await(seen(0, shard + 1));
      there.edit("o0");
      int told = 2 * shard + 1;
      Waiting.until(SightFixture.SOON, () -> "seen " + eyes.seen, () -> eyes.seen.size() == told);
    }

    // then: the fourth more was one too many
    awaitWatches(2);
    assertThat(eyes.seen).hasSize(9);
    assertThat(eyes.requests("list")).isEqualTo(6);
    assertThat(eyes.lists).contains("ConfigMap[0, 1, 2, 3]4");

    // and it goes on with all of them
    for (int shard = 0; shard < 5; shard++) {
      there.edit("o" + shard);
    }
    there.delete("o2");
    Waiting.until(SightFixture.SOON, () -> "seen " + eyes.seen, () -> eyes.seen.size() == 15);
  }

  @Test
  void aWatchThatIsMostlyWasteIsReplacedByALesser() throws Exception {
    // given
    eyes.eye.shards(shards(0, 10), true);
    eyes.await(seen(0, 10));

    // when
    eyes.eye.shards(shards(4, 10), false);
    eyes.awaitRequests("watch", 2);
    awaitWatches(1);

    // then
    assertThat(eyes.seen).hasSize(10);
    assertThat(eyes.lists)
        .containsExactly("ConfigMap" + shards(0, 10) + "10", "ConfigMap[0, 1, 2, 3]4");
    there.edit("o5");
    there.edit("o1");
    Waiting.until(SightFixture.SOON, () -> "seen " + eyes.seen, () -> eyes.seen.size() == 11);
    assertThat(eyes.seen.get(10)).isEqualTo("+o1");
  }

  @Test
  void anObjectThatIsLabelledAsAnothersIsGone() throws Exception {
    eyes.eye.shards(shards(0, 4), true);
    eyes.await(seen(0, 4));
    eyes.eye.shards(shards(3, 4), false);
    Waiting.until(SightFixture.SOON, () -> "shards", () -> eyes.eye.selected().size() == 3);

    there.label("o0", 3);
    there.label("o1", 9);

    Waiting.until(SightFixture.SOON, () -> "seen " + eyes.seen, () -> eyes.seen.size() == 6);
    assertThat(eyes.seen).contains("-o0", "-o1");
  }

  @Test
  void twoInstancesSeeEachItsOwnAndTogetherAll() throws Exception {
    // given
    Eyes other = there.eyes();
    other.uses(MAPS);

    // when
    eyes.eye.shards(shards(0, 32), true);
    other.eye.shards(shards(32, 64), true);
    for (int shard = 30; shard < 34; shard++) {
      there.make("late" + shard, shard);
    }

    // then
    List<String> mine = new ArrayList<>(List.of(seen(0, 10)));
    mine.addAll(List.of("+late30", "+late31"));
    eyes.await(mine.toArray(String[]::new));
    other.await("+late32", "+late33");
  }
}
