package dev.plumbline.gitpoller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObservedLeaseTest {

  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration TOLERANCE = Duration.ofSeconds(5);

  private final AtomicLong nanos = new AtomicLong();
  private final KubernetesClient client = new KubernetesClientBuilder().build();
  private final Stored stored = new Stored();
  private final ObservedLease lease = new ObservedLease(stored, nanos::get);

  /** A Lease as the API server has it. */
  private static final class Stored implements Lock {
    private LeaderElectionRecord record;

    @Override
    public LeaderElectionRecord get(KubernetesClient client) {
      return record;
    }

    @Override
    public void create(KubernetesClient client, LeaderElectionRecord next) {
      record = next;
    }

    @Override
    public void update(KubernetesClient client, LeaderElectionRecord next) {
      record = next;
    }

    @Override
    public String identity() {
      return "us";
    }

    @Override
    public String describe() {
      return "a Lease";
    }
  }

  @AfterEach
  void close() {
    client.close();
  }

  private static LeaderElectionRecord renewedAt(ZonedDateTime time) {
    return new LeaderElectionRecord("them", LEASE, time, time, 0);
  }

  private Duration age() {
    return Duration.between(lease.get(client).getRenewTime(), ZonedDateTime.now(ZoneOffset.UTC));
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @ParameterizedTest
  @ValueSource(strings = {"-PT1H", "PT0S", "PT1H"})
  void itsAgeIsHowLongItWasSeenUnchangedWhateverItsHoldersClockSays(Duration skew) {
    ZonedDateTime theirs = ZonedDateTime.now(ZoneOffset.UTC).plus(skew);
    stored.record = renewedAt(theirs);
    assertThat(age()).isLessThan(TOLERANCE);

    pass(Duration.ofMinutes(1));
    assertThat(age()).isBetween(Duration.ofMinutes(1), Duration.ofMinutes(1).plus(TOLERANCE));

    stored.record = renewedAt(theirs.plusSeconds(3));
    assertThat(age()).isLessThan(TOLERANCE);
  }

  @Test
  void itKeepsWhoHoldsItAndSinceWhen() {
    ZonedDateTime theirs = ZonedDateTime.now(ZoneOffset.UTC).minusHours(2);
    stored.record = renewedAt(theirs);

    LeaderElectionRecord seen = lease.get(client);

    assertThat(seen.getHolderIdentity()).isEqualTo("them");
    assertThat(seen.getAcquireTime()).isEqualTo(theirs);
    assertThat(seen.getLeaseDuration()).isEqualTo(LEASE);
    assertThat(lease.identity()).isEqualTo("us");
  }

  @Test
  void noLeaseIsNoLease() {
    assertThat(lease.get(client)).isNull();
  }

  @Test
  void itTellsHowLongAgoItWasRenewedByUs() {
    pass(Duration.ofSeconds(4));
    assertThat(lease.sinceRenewal()).isEqualTo(Duration.ofSeconds(4));

    lease.update(client, renewedAt(ZonedDateTime.now(ZoneOffset.UTC)));
    pass(Duration.ofSeconds(1));

    assertThat(lease.sinceRenewal()).isEqualTo(Duration.ofSeconds(1));
  }
}
