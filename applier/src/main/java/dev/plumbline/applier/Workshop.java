package dev.plumbline.applier;

import dev.plumbline.applier.cluster.ClusterHand;
import dev.plumbline.applier.cluster.FinalizerRemoval;
import dev.plumbline.applier.model.ApplicationView;
import dev.plumbline.applier.model.Circumstances;
import dev.plumbline.applier.model.SyncMachine;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Tracking;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.stream.Bulkheads;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What every application's sync needs, whichever partition it is on.
 *
 * @param applications the resource of a key as the informer shows it now
 */
record Workshop(
    SyncMachine machine,
    ClusterHand hand,
    FinalizerRemoval finalizers,
    Bulkheads bulkheads,
    Function<ApplicationKey, Optional<Application>> applications,
    OutputRecords records,
    SyncJournal journal,
    Clock clock,
    RandomGenerator random) {

  /** The bulkhead of the cluster that holds Plumbline's own resources. */
  static final String CONTROL = Application.Destination.IN_CLUSTER;

  Circumstances circumstances(ApplicationKey application) {
    ApplicationView view = applications.apply(application).map(Workshop::view).orElse(null);
    return new Circumstances(clock.instant(), view, random.nextDouble(), bulkheads::free);
  }

  private static ApplicationView view(Application application) {
    return new ApplicationView(
        application.uid(),
        application.deleting(),
        application.metadata().finalizers().contains(Tracking.FINALIZER));
  }
}
