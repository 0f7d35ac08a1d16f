package dev.plumbline.applier.cluster;

import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.contracts.events.PlanMade;
import java.util.function.BooleanSupplier;

/**
 * Where a task is done, and for whom.
 *
 * @param cluster in the name of the account that the plan is carried out as
 * @param ours whether the application is still ours to write for
 */
record Site(ClusterClient cluster, PlanMade plan, BooleanSupplier ours) {

  boolean isOurs() {
    return ours.getAsBoolean();
  }
}
