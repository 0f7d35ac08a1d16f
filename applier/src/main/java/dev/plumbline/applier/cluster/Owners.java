package dev.plumbline.applier.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.applier.model.Claim;
import dev.plumbline.applier.model.Fault;
import dev.plumbline.applier.model.PruneJudgement;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.DeleteOutcome;
import dev.plumbline.cluster.PatchType;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.Tracking;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whose an object is, and how it goes from one application to another without being deleted. */
final class Owners {

  private static final Logger LOG = LoggerFactory.getLogger(Owners.class);

  private final String installation;
  private final OtherApplications others;

  Owners(String installation, OtherApplications others) {
    this.installation = installation;
    this.others = others;
  }

  /**
   * Why an object must be left to somebody else; empty when it may be written to. To another
   * application of this installation a claim tells that it is wanted here.
   */
  Optional<TaskOutcome> leftTo(Site site, ObjectRef ref, @Nullable ObjectNode live, boolean claims)
      throws ClusterException {
    if (live == null) {
      return Optional.empty();
    }
    Optional<Tracking> stranger = Claim.stranger(live, ref, installation);
    if (stranger.isPresent()) {
      return Optional.of(
          Faults.failed(
              Fault.Cause.FOREIGN,
              "it belongs to the installation '"
                  + stranger.get().installation()
                  + "' of Plumbline, of which it bears the mark "
                  + Tracking.ANNOTATION,
              false));
    }
    Optional<ApplicationKey> owner;
    try {
      owner = owner(live, site, ref);
    } catch (ClusterException e) {
      return Optional.of(unknown("whose it is cannot be found out: " + e.getMessage(), true));
    }
    if (owner.isEmpty()) {
      return unreadableOwner(live, site, ref);
    }
    if (claims && claimant(site, ref, live).isEmpty()) {
      Tracking ours = new Tracking(installation, site.plan().applicationUid(), ref.id());
      patch(site, ref, Claim.patch(live, ours));
    }
    return Optional.of(
        Faults.failed(
            Fault.Cause.OWNED, "it belongs to application " + owner.get() + " already", false));
  }

  /** The application that is there and whose claim is on the object. */
  private Optional<OtherApplications.Heir> claimant(Site site, ObjectRef ref, ObjectNode live) {
    return Claim.on(live, ref, installation)
        .flatMap(by -> others.heir(by.applicationUid(), site.plan().cluster()));
  }

  /** To take one that cannot be read for gone would take its objects from it. */
  private Optional<TaskOutcome> unreadableOwner(ObjectNode live, Site site, ObjectRef ref) {
    return Claim.owner(live, ref, installation, site.plan().applicationUid())
        .flatMap(mark -> others.unreadable(mark.applicationUid()))
        .map(
            other ->
                unknown("it belongs to application " + other + ", which cannot be read", false));
  }

  private static TaskOutcome unknown(String why, boolean passing) {
    return Faults.failed(Fault.Cause.OWNER_UNKNOWN, why, passing);
  }

  /** The application that has the object and may still want it; empty when it may be taken. */
  private Optional<ApplicationKey> owner(ObjectNode live, Site site, ObjectRef ref)
      throws ClusterException {
    Optional<Tracking> mark = Claim.owner(live, ref, installation, site.plan().applicationUid());
    if (mark.isEmpty()) {
      return Optional.empty();
    }
    String uid = mark.get().applicationUid();
    Optional<ApplicationKey> other = others.living(uid, site.plan().cluster());
    return other.isPresent() && others.mayWant(other.get(), uid, ref) ? other : Optional.empty();
  }

  /** Whether the object bears a claim of the application itself. */
  boolean claims(Site site, ObjectRef ref, ObjectNode live) {
    return Claim.on(live, ref, installation)
        .filter(claim -> site.plan().applicationUid().equals(claim.applicationUid()))
        .isPresent();
  }

  /** Takes the application's claim off, if it is there: it has come to its end. */
  void withdraw(Site site, ObjectRef ref, ObjectNode live) throws ClusterException {
    if (claims(site, ref, live)) {
      patch(site, ref, Claim.patch(live, null));
    }
  }

  /**
   * Leaves an object to the application that claims or lists it; empty when none does. Where that
   * cannot be found out it is not deleted either.
   */
  Optional<TaskOutcome> handOver(Site site, ObjectRef ref, PruneJudgement.Delete delete)
      throws ClusterException {
    Optional<OtherApplications.Heir> heir;
    try {
      heir = heir(site, ref, delete);
    } catch (ClusterException e) {
      return Optional.of(
          unknown(
              "whether another application is to have it is not known: " + e.getMessage(), true));
    }
    if (heir.isEmpty()) {
      return Optional.empty();
    }
    if (!heir.get().readable()) {
      return Optional.of(
          unknown(
              "application " + heir.get().key() + " may be to have it, and cannot be read", false));
    }
    Tracking mark = new Tracking(installation, heir.get().uid(), ref.id());
    patch(site, ref, Claim.handOver(delete, mark, heir.get().key()));
    return Optional.of(
        new TaskOutcome.LeftAlone("it was handed over to application " + heir.get().key()));
  }

  private Optional<OtherApplications.Heir> heir(
      Site site, ObjectRef ref, PruneJudgement.Delete delete) throws ClusterException {
    String cluster = site.plan().cluster();
    String claimant = delete.claimant();
    Optional<OtherApplications.Heir> claiming =
        claimant == null ? Optional.empty() : others.heir(claimant, cluster);
    return claiming.isPresent() ? claiming : others.listing(ref, site.plan());
  }

  /** Leaves an object behind that is to stay, as nobody's. */
  void release(Site site, ObjectRef ref, PruneJudgement.Delete delete) throws ClusterException {
    patch(site, ref, Claim.release(delete));
  }

  /** Not as the manager of our applies, so that claims are no part of what those own. */
  private void patch(Site site, ObjectRef ref, ObjectNode patch) throws ClusterException {
    site.cluster().patch(ref, null, PatchType.MERGE, patch, installation + "-claim");
  }

  /**
   * Whoever finds out that it is stale only when it has made an object takes that away again, if
   * the application is gone: nobody is left who could. Should it be there still, then its own owner
   * sees the object, and knows what it is for.
   *
   * @return whether it is taken away
   */
  boolean tookBack(Site site, ObjectRef ref, String uid, String resourceVersion) {
    try {
      if (!others.gone(site.plan().application(), site.plan().applicationUid())) {
        return false;
      }
      DeleteOutcome deleted =
          site.cluster().delete(ref, uid, resourceVersion, Propagation.BACKGROUND);
      LOG.info(
          "An object that was made too late for an application that is gone was taken away again"
              + " application={} object=\"{}\" outcome={}",
          site.plan().application(),
          ref,
          deleted);
      return deleted != DeleteOutcome.PRECONDITION_FAILED;
    } catch (ClusterException e) {
      LOG.warn(
          "An object may have been left behind by an application that is gone application={}"
              + " object=\"{}\" cause=\"{}\"",
          site.plan().application(),
          ref,
          e.getMessage());
      return false;
    }
  }
}
