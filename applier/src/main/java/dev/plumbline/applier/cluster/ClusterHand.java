package dev.plumbline.applier.cluster;

import dev.plumbline.applier.model.Fault;
import dev.plumbline.applier.model.ObjectTask;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.ownership.TakeOver;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.secrets.SecretCipher;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Does one thing to one object. Calls block as long as the cluster takes; doing a task again has
 * the effect of doing it once. Secrets are in clear only between opening and sending.
 *
 * <p>No broker fences a write to a cluster, so a write is fenced here: it is made only to the very
 * version that was read, and only by who still owns the application after the reading. Whoever was
 * stopped at whatever instruction and goes on when another has written since, writes nothing.
 *
 * <p>{@link Applying}, {@link Pruning}, {@link Hooks} and {@link Namespaces} know how.
 */
public final class ClusterHand {

  /** How often an object that changes under our hands is read again before others get a turn. */
  static final int RACES = 5;

  private final ClusterDirectory clusters;
  private final Admission admission;
  private final Accounts accounts;
  private final Applying applying;
  private final Pruning pruning;
  private final Hooks hooks;
  private final Namespaces namespaces;

  /**
   * A hand.
   *
   * @param installation the field manager, and the first part of every mark
   * @param takeOver from whom objects are taken over that they applied before
   */
  public ClusterHand(
      ClusterDirectory clusters,
      Admission admission,
      Accounts accounts,
      SecretCipher cipher,
      String installation,
      OtherApplications others,
      TakeOver takeOver) {
    Owners owners = new Owners(installation, others);
    this.clusters = clusters;
    this.admission = admission;
    this.accounts = accounts;
    this.applying = new Applying(cipher, installation, owners, takeOver);
    this.pruning = new Pruning(installation, owners);
    this.hooks = new Hooks(cipher, installation, owners);
    this.namespaces = new Namespaces(new NamespaceOwners(installation, others));
  }

  /**
   * Tries a task of a plan. Every failure of the cluster is an outcome.
   *
   * @param ours whether the application is still ours to write for
   */
  public TaskOutcome perform(PlanMade plan, ObjectTask task, BooleanSupplier ours) {
    try {
      ClusterClient cluster = clusters.granted(plan.cluster(), plan.application(), task.ref());
      Optional<String> violation = admission.violation(cluster, plan, task);
      if (violation.isPresent()) {
        return Faults.failed(Fault.Cause.PROJECT, violation.get(), false);
      }
      return perform(new Site(accounts.as(cluster, plan), plan, ours), task);
    } catch (ClusterException e) {
      return new TaskOutcome.Failed(Faults.of(e, task.ref(), accounts.of(plan)));
    }
  }

  private TaskOutcome perform(Site site, ObjectTask task) throws ClusterException {
    if (task instanceof ObjectTask.ApplyObject apply) {
      return applying.apply(site, apply);
    }
    if (task instanceof ObjectTask.PruneObject prune) {
      return pruning.prune(site, prune.prune());
    }
    if (task instanceof ObjectTask.RunHook hook) {
      return hooks.run(site, hook);
    }
    if (task instanceof ObjectTask.DeleteHook delete) {
      return pruning.delete(site, delete);
    }
    return namespaces.ensure(site, task.ref());
  }
}
