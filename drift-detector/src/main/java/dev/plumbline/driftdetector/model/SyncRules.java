package dev.plumbline.driftdetector.model;

import dev.plumbline.cluster.Propagation;
import dev.plumbline.cluster.sync.SyncAnnotationException;
import dev.plumbline.cluster.sync.SyncOptions;
import dev.plumbline.cluster.sync.SyncOptions.Consent;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.PlanMade.ApplyOptions;
import dev.plumbline.contracts.resources.Application;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an application's objects are applied and deleted: as each says of itself, and where it says
 * nothing, as the application says.
 *
 * @param options the application's
 */
record SyncRules(SyncOptions options) {

  /** Of an application; an option that means nothing takes nothing away from the others. */
  static SyncRules of(Application application) {
    return new SyncRules(read(application.spec().syncPolicyOrDefault().syncOptions()));
  }

  private static SyncOptions read(@Nullable List<String> options) {
    SyncOptions all = SyncOptions.NONE;
    for (String option : options == null ? List.<String>of() : options) {
      all = readOne(option).over(all);
    }
    return all;
  }

  private static SyncOptions readOne(String option) {
    try {
      return SyncOptions.of(List.of(option));
    } catch (SyncAnnotationException e) {
      return SyncOptions.NONE;
    }
  }

  /** What is wrong with the application's options; empty for nothing. */
  static Optional<String> problem(Application application) {
    List<String> options = application.spec().syncPolicyOrDefault().syncOptions();
    try {
      SyncOptions.of(options == null ? List.of() : options);
      return Optional.empty();
    } catch (SyncAnnotationException e) {
      return Optional.of("spec.syncPolicy." + e.getMessage());
    }
  }

  /** How an object is applied; null for as usual. */
  @Nullable ApplyOptions apply(WantedObject object) {
    SyncOptions own = object.traits().options();
    SyncOptions all = own.over(options);
    boolean recreate = Losses.arePrecious(object.ref()) ? own.force() : all.force();
    ApplyOptions how =
        new ApplyOptions(
            object.traits().ssa().orElse(null),
            all.replace(),
            recreate,
            !all.validate(),
            recreate ? Losses.of(object.ref()) : null);
    return how.equals(ApplyOptions.USUAL) ? null : how;
  }

  /** What an object that Git dropped said of itself when it was applied. */
  static SyncOptions lasting(Inventory.Entry entry) {
    return read(entry.options());
  }

  /** Whether an object may be pruned. */
  Consent prune(SyncOptions own) {
    return own.over(options).prune().orElse(Consent.YES);
  }

  /** Whether an object may be deleted with its application. */
  Consent delete(SyncOptions own) {
    return own.over(options).delete().orElse(Consent.YES);
  }

  /** Whether an object is pruned only when all that was applied is settled. */
  boolean pruneLast(SyncOptions own) {
    return own.over(options).pruneLast();
  }

  /** What becomes of dependents of an object that is deleted; null for as usual. */
  @Nullable String propagation(SyncOptions own) {
    return own.over(options).propagation().map(SyncRules::word).orElse(null);
  }

  private static String word(Propagation propagation) {
    return switch (propagation) {
      case BACKGROUND -> "Background";
      case FOREGROUND -> "Foreground";
      case ORPHAN -> "Orphan";
    };
  }

  /** Whether all that such an object holds would go with it. */
  static boolean holdsMore(ObjectRef ref) {
    return Foundations.includes(ref)
        || (ref.group().isEmpty() && ref.kind().equals("PersistentVolumeClaim"));
  }
}
