package dev.plumbline.applier.cluster;

import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.cluster.Impersonation;
import dev.plumbline.contracts.events.PlanMade;
import java.util.Optional;

/**
 * In whose name plans are carried out: in that of the service account that the application names,
 * of its own namespace, so that the cluster's RBAC decides what it may; else in that of the default
 * one; else in Plumbline's own.
 */
public final class Accounts {

  /** In Plumbline's own name, where applications name no account. */
  public static final Accounts OWN = new Accounts(Optional.empty());

  private final Optional<String> standard;

  /**
   * Accounts.
   *
   * @param standard name of the account, in each application's namespace, for those that name none
   */
  public Accounts(Optional<String> standard) {
    this.standard = standard;
  }

  /** The account of a plan, as {@code NAMESPACE/NAME}; empty for Plumbline itself. */
  Optional<String> of(PlanMade plan) {
    return Optional.ofNullable(plan.serviceAccount())
        .filter(name -> !name.isEmpty())
        .or(() -> standard)
        .map(name -> plan.application().namespace() + "/" + name);
  }

  /** The cluster in the name of the plan's account. */
  ClusterClient as(ClusterClient cluster, PlanMade plan) throws ClusterException {
    Optional<String> account = of(plan);
    if (account.isEmpty()) {
      return cluster;
    }
    String namespace = plan.application().namespace();
    try {
      return cluster.as(
          Impersonation.serviceAccount(namespace, account.get().substring(namespace.length() + 1)));
    } catch (IllegalArgumentException e) {
      throw new ClusterException(
          Reason.INVALID, 0, "spec.serviceAccountName is no name of a service account");
    }
  }
}
