package dev.plumbline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a runner says of itself while there is no broker. */
class StreamHealthTest {
  private final StreamRunner runner =
      StreamRunner.builder(
              new StreamTopology("g", List.of("input"), List.of(), List.of()),
              new RecordingHandler())
          .kafka(Map.of("bootstrap.servers", "127.0.0.1:1"))
          .build();

  @Test
  void aRunnerThatIsNotStartedYetIsAliveAndNotReady() {
    assertThat(runner.health().alive()).isTrue();
    assertThat(runner.health().ready()).isFalse();
    assertThat(runner.health().detail()).isEqualTo("waiting to be started");
  }

  @Test
  void aRunnerThatWasStoppedIsNotAlive() {
    runner.stop();
    runner.start();

    StreamFixture.await().until(() -> !runner.health().alive());
    assertThat(runner.health().detail()).isEqualTo("stopped");
  }
}
