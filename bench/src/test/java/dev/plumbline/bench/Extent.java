package dev.plumbline.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * How much is measured.
 *
 * @param warmUp pushes and edits before those that count
 * @param pushes pushes one after the other; also hand edits
 * @param rated pushes at a rate
 * @param perSecond that rate
 * @param idle applications at rest
 * @param idleFor how long they are looked at
 * @param rollouts how many applications are installed at once
 * @param starts how often it is started
 * @param monorepo how many applications one repository has
 * @param objects how many objects the large view has, in applications of {@link LargeView#OBJECTS}
 * @param noise status updates a second that the large view is shown
 * @param noiseFor how long
 */
record Extent(
    int warmUp,
    int pushes,
    int rated,
    int perSecond,
    int idle,
    Duration idleFor,
    List<Integer> rollouts,
    int starts,
    int monorepo,
    int objects,
    int noise,
    Duration noiseFor) {

  /** Just enough to see that everything is reported. */
  static Extent smoke() {
    return new Extent(
        0, 3, 10, 10, 5, Duration.ofSeconds(2), List.of(5), 1, 6, 100, 20, Duration.ofSeconds(2));
  }

  /** What the documentation quotes; {@code -Dbench.*} changes parts of it. */
  static Extent full() {
    return new Extent(
        Integer.getInteger("bench.warmup", 30),
        Integer.getInteger("bench.pushes", 200),
        Integer.getInteger("bench.rated", 1000),
        Integer.getInteger("bench.rate", 50),
        Integer.getInteger("bench.idle", 500),
        Duration.ofSeconds(Integer.getInteger("bench.idleSeconds", 60)),
        Arrays.stream(System.getProperty("bench.rollouts", "100,500,1000").split(","))
            .map(Integer::valueOf)
            .toList(),
        Integer.getInteger("bench.starts", 5),
        Integer.getInteger("bench.monorepo", 1000),
        Integer.getInteger("bench.objects", 50_000),
        Integer.getInteger("bench.noise", 2000),
        Duration.ofSeconds(Integer.getInteger("bench.noiseSeconds", 60)));
  }
}
