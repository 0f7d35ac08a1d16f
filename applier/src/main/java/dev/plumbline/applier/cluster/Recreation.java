package dev.plumbline.applier.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.applier.model.PruneJudgement;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.cluster.DeleteOutcome;
import dev.plumbline.cluster.Propagation;
import dev.plumbline.cluster.WriteOptions;
import dev.plumbline.cluster.sync.SyncAnnotationException;
import dev.plumbline.cluster.sync.SyncTraits;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.PlanMade;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes an object of which a field is to change that cannot, so that it is created anew. That is
 * done in steps that each find by themselves how far it has come, whoever takes them: while the
 * object is on its way to be gone it is waited for, and one that is gone is created as any other.
 */
final class Recreation {

  private static final Logger LOG = LoggerFactory.getLogger(Recreation.class);

  /** With these goes what is in them, so an option of the whole application is not enough. */
  private static final Set<String> PRECIOUS =
      Set.of(
          "/Namespace",
          "/PersistentVolume",
          "/PersistentVolumeClaim",
          "apiextensions.k8s.io/CustomResourceDefinition");

  private final WriteOptions tried;

  Recreation(String installation) {
    this.tried = WriteOptions.by(installation).tried();
  }

  /**
   * Whether the object may be deleted and created anew.
   *
   * @param live null where that was not read
   */
  boolean permitted(PlanMade.Apply apply, @Nullable ObjectNode live) {
    boolean precious = isPrecious(apply.ref()) || takesClaims(apply.ref(), live);
    return apply.optionsOrDefault().recreate() && (!precious || saysSo(apply));
  }

  /** Whether more goes with such an object than itself. */
  static boolean isPrecious(ObjectRef ref) {
    return PRECIOUS.contains(ref.group() + "/" + ref.kind());
  }

  /** Whether its volume claims would go with it. */
  private static boolean takesClaims(ObjectRef ref, @Nullable ObjectNode live) {
    return live != null
        && ref.group().equals("apps")
        && ref.kind().equals("StatefulSet")
        && live.at("/spec/persistentVolumeClaimRetentionPolicy/whenDeleted")
            .asText()
            .equals("Delete");
  }

  private static boolean saysSo(PlanMade.Apply apply) {
    try {
      return SyncTraits.of(apply.manifest()).options().force();
    } catch (SyncAnnotationException e) {
      return false;
    }
  }

  /** One that is to be created when this one is gone. */
  static TaskOutcome going(ObjectNode live) {
    return new TaskOutcome.StillThere(PruneJudgement.finalizers(live));
  }

  /**
   * Deletes the object that was read, if one as {@code marked} would be accepted in its place.
   *
   * @return what holds it; empty when it is gone, or not what was read
   * @throws ClusterException also when the new one would be refused: then the old one stays
   */
  Optional<TaskOutcome> delete(Site site, PlanMade.Apply apply, ObjectNode marked, ObjectNode live)
      throws ClusterException {
    ObjectRef ref = apply.ref();
    requireAcceptance(site, apply, marked);
    LOG.info(
        "Object is deleted to be created anew application={} plan={} object=\"{}\" loses=\"{}\"",
        site.plan().application(),
        site.plan().planId(),
        ref,
        apply.optionsOrDefault().loses());
    JsonNode metadata = live.path("metadata");
    DeleteOutcome outcome =
        site.cluster()
            .delete(
                ref,
                metadata.path("uid").asText(),
                metadata.path("resourceVersion").asText(),
                Propagation.FOREGROUND);
    return outcome == DeleteOutcome.PENDING ? Optional.of(going(live)) : Optional.empty();
  }

  /** A new object that is otherwise in order is refused only because there is the old one. */
  private void requireAcceptance(Site site, PlanMade.Apply apply, ObjectNode marked)
      throws ClusterException {
    try {
      site.cluster()
          .create(apply.ref(), marked, tried.validated(!apply.optionsOrDefault().lenient()));
    } catch (ClusterException e) {
      boolean byTheOldOne =
          e.reason() == Reason.CONFLICT
              || e.reason() == Reason.QUOTA_EXCEEDED
              || e.getMessage().contains("is already allocated");
      if (!byTheOldOne) {
        throw e;
      }
    }
  }
}
