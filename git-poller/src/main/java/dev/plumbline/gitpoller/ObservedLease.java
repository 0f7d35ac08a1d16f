package dev.plumbline.gitpoller;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A Lease whose age is how long this process has seen it unchanged, by a clock that nobody can set.
 * What time stands in it is its holder's: held against our own, a holder whose clock is behind
 * would lose the Lease while it renews it, and one whose clock was ahead would keep it long after
 * its death.
 */
final class ObservedLease implements Lock {

  private final Lock lease;
  private final LongSupplier nanos;
  private @Nullable LeaderElectionRecord last;
  private long observedAt;
  private long renewedAt;

  /**
   * @param nanos a clock that only goes forward
   */
  ObservedLease(Lock lease, LongSupplier nanos) {
    this.lease = lease;
    this.nanos = nanos;
    this.renewedAt = nanos.getAsLong();
  }

  /** The record as if its holder had our clock, and had renewed it when we first saw it so. */
  @Override
  @SuppressWarnings("NullAway") // null is for no Lease, as the interface has it
  public synchronized LeaderElectionRecord get(KubernetesClient client) {
    LeaderElectionRecord record = lease.get(client);
    if (record == null) {
      last = null;
      return null;
    }
    if (!record.equals(last)) {
      last = record;
      observedAt = nanos.getAsLong();
    }
    ZonedDateTime renewed =
        ZonedDateTime.now(ZoneOffset.UTC).minusNanos(nanos.getAsLong() - observedAt);
    return new LeaderElectionRecord(
        record.getHolderIdentity(),
        record.getLeaseDuration(),
        record.getAcquireTime(),
        renewed,
        record.getLeaderTransitions());
  }

  @Override
  public void create(KubernetesClient client, LeaderElectionRecord record) {
    long begun = nanos.getAsLong();
    lease.create(client, record);
    renewed(begun);
  }

  @Override
  public void update(KubernetesClient client, LeaderElectionRecord record) {
    long begun = nanos.getAsLong();
    lease.update(client, record);
    renewed(begun);
  }

  private synchronized void renewed(long at) {
    renewedAt = at;
  }

  /** How long ago the last renewal of ours began that the API server took. */
  synchronized Duration sinceRenewal() {
    return Duration.ofNanos(nanos.getAsLong() - renewedAt);
  }

  @Override
  public String identity() {
    return lease.identity();
  }

  @Override
  public String describe() {
    return lease.describe();
  }
}
