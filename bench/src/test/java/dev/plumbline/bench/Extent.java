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
 * @param order what is measured of order
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
    Duration noiseFor,
    Order order) {

  /**
   * How much is measured of waves, dependencies, hooks and those that get nowhere.
   *
   * @param applications in waves, in chains, with hooks
   * @param chain how many depend on one another in a row
   * @param objects of the one large application
   * @param jobSeconds how long a hook takes
   * @param crowd applications of which some get nowhere
   * @param stuck how many those are
   */
  record Order(int applications, int chain, int objects, int jobSeconds, int crowd, int stuck) {
    static Order full() {
      return new Order(
          Integer.getInteger("bench.apps", 1000),
          Integer.getInteger("bench.chain", 10),
          Integer.getInteger("bench.large", 3000),
          Integer.getInteger("bench.jobSeconds", 10),
          Integer.getInteger("bench.crowd", 128),
          Integer.getInteger("bench.stuck", 11));
    }
  }

  /** Just enough to see that everything is reported. */
  static Extent smoke() {
    return new Extent(
        0,
        3,
        10,
        10,
        5,
        Duration.ofSeconds(2),
        List.of(5),
        1,
        6,
        100,
        20,
        Duration.ofSeconds(2),
        new Order(6, 3, 20, 1, 6, 1));
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
        Duration.ofSeconds(Integer.getInteger("bench.noiseSeconds", 60)),
        Order.full());
  }
}
