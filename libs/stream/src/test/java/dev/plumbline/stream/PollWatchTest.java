package dev.plumbline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PollWatchTest {

  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
  private final InstantSource source = now::get;
  private final Clock clock = source.withZone(ZoneOffset.UTC);
  private final StreamSettings settings =
      StreamSettings.defaults().withSession(Duration.ofSeconds(6), Duration.ofSeconds(2));
  private final PollWatch watch = new PollWatch(clock, settings);

  @Test
  void isStaleOnceTheGroupMayHaveGivenUsUp() {
    now.set(Instant.EPOCH.plusMillis(3_999));
    assertThat(watch.isStale()).isFalse();

    now.set(Instant.EPOCH.plusSeconds(4));
    assertThat(watch.isStale()).as("the last heartbeat may have been sent 6 s ago").isTrue();
  }

  @Test
  void isNotStaleAnyMoreWhenPollingCameRound() {
    now.set(Instant.EPOCH.plusSeconds(60));

    watch.tick();

    assertThat(watch.isStale()).isFalse();
  }
}
