package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectDrift;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.PlanMade.Apply;
import dev.plumbline.contracts.events.PlanMade.NamespaceMetadata;
import dev.plumbline.contracts.events.PlanMade.Prune;
import dev.plumbline.contracts.events.PlanMade.Reason;
import dev.plumbline.contracts.events.PlanMade.Skipped;
import dev.plumbline.contracts.events.PlanMade.Wave;
import dev.plumbline.contracts.events.SyncPhase;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.Application.CommonMetadata;
import dev.plumbline.contracts.resources.IgnoreRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes plans of what was decided on. */
final class Plans {

  private final Comparator<ObjectRef> applyOrder;

  /**
   * @param applyOrder the order of writing; deleting goes the other way
   */
  Plans(Comparator<ObjectRef> applyOrder) {
    this.applyOrder = applyOrder;
  }

  /** A plan that does that work. */
  PlanMade sync(
      ApplicationView view, VerdictDraft draft, Wanted desired, Comparison comparison, Work work) {
    Application application = view.application();
    int attempt = draft.failedAttempts + 1;
    String planId = planId(view, desired.sequence(), attempt);
    Hooks hooks =
        new Hooks(planId, work.hooks() ? desired.hooks() : List.of(), view.installed(), applyOrder);
    SyncRules rules = SyncRules.of(application);
    Waves waves = new Waves(SyncPhase.SYNC, applyOrder);
    Set<String> wanted = new HashSet<>();
    work.needs().forEach(manifest -> wanted.add(manifest.ref().id()));
    work.healed().forEach(ref -> wanted.add(ref.id()));
    desired.objects().stream()
        .filter(object -> wanted.contains(object.ref().id()))
        .forEach(
            object ->
                waves.apply(
                    object.traits().wave(),
                    new Apply(
                        object.ref(), object.manifest(), object.digest(), rules.apply(object))));
    hooks.into(waves, SyncPhase.SYNC);
    List<Wave> all = new ArrayList<>(hooks.waves(SyncPhase.PRE_SYNC));
    all.addAll(waves.inOrder());
    List<Wave> after = hooks.waves(SyncPhase.POST_SYNC);
    Prunes prunes = new Prunes(rules, applyOrder);
    work.leftovers().forEach(prunes::leftover);
    work.extras().forEach(prunes::extra);
    work.pastHooks().forEach(prunes::leftover);
    String namespace = namespaceToCreate(application, desired, all, after);
    return digested(
        new PlanMade(
            application.key(),
            application.uid(),
            planId,
            PlanMade.Kind.APPLY,
            work.reason(),
            desired.sequence(),
            view.inventorySequence(),
            draft.revisions,
            application.spec().destination().cluster(),
            namespace,
            all,
            prunes.inOrder(),
            desired.objects().stream().map(WantedObject::ref).toList(),
            attempt,
            trigger(view, draft, comparison, work),
            view.now(),
            keeps(application, rules),
            orNull(after),
            orNull(hooks.waves(SyncPhase.SYNC_FAIL)),
            null,
            timeoutMillis(application),
            application.spec().serviceAccountName(),
            namespace == null ? null : namespaceMetadata(application),
            orNull(skipped(desired, comparison))));
  }

  /**
   * A plan that deletes an application's objects.
   *
   * @param objects what is deleted; objects of hooks go last
   * @param extras what bears our mark and nobody knows of
   * @param hooks whether hooks are run
   * @param skipped what stays
   */
  PlanMade deletion(
      ApplicationView view,
      VerdictDraft draft,
      List<Inventory.Entry> objects,
      List<Prune> extras,
      boolean hooks,
      List<Skipped> skipped) {
    Application application = view.application();
    Inventory inventory = view.inventory();
    int attempt = draft.failedAttempts + 1;
    String planId = planId(view, 0, attempt);
    Wanted desired = view.desired();
    Hooks ofDeletion =
        new Hooks(
            planId,
            hooks && desired != null ? desired.hooks() : List.of(),
            view.installed(),
            applyOrder);
    Prunes prunes = new Prunes(SyncRules.of(application), applyOrder);
    Map<String, WantedObject> wanted = desired == null ? Map.of() : desired.byId();
    objects.forEach(entry -> prunes.withApplication(entry, wanted));
    extras.forEach(prunes::extra);
    return digested(
        new PlanMade(
            application.key(),
            application.uid(),
            planId,
            PlanMade.Kind.DELETE,
            Reason.DELETION,
            0,
            view.inventorySequence(),
            draft.revisions,
            inventory == null || inventory.objects().isEmpty()
                ? application.spec().destination().cluster()
                : inventory.cluster(),
            null,
            ofDeletion.waves(SyncPhase.PRE_DELETE),
            prunes.inOrder(),
            List.of(),
            attempt,
            Deletion.trigger(view),
            view.now(),
            null,
            orNull(ofDeletion.waves(SyncPhase.POST_DELETE)),
            null,
            null,
            timeoutMillis(application),
            application.spec().serviceAccountName(),
            null,
            orNull(skipped)));
  }

  private static <T> @Nullable List<T> orNull(List<T> list) {
    return list.isEmpty() ? null : list;
  }

  private static @Nullable Long timeoutMillis(Application application) {
    return application.spec().syncTimeout().map(Duration::toMillis).orElse(null);
  }

  private static List<Skipped> skipped(Wanted desired, Comparison comparison) {
    List<Skipped> skipped = new ArrayList<>();
    for (WantedObject object : desired.objects()) {
      String why = comparison.leftAlone().get(object.ref().id());
      if (why != null) {
        skipped.add(new Skipped(object.ref(), why));
      }
    }
    for (Inventory.Entry entry : comparison.leftovers()) {
      comparison
          .pruning()
          .kept(entry.ref())
          .ifPresent(kept -> skipped.add(new Skipped(entry.ref(), "not pruned: " + kept.why())));
    }
    return skipped;
  }

  private static @Nullable IgnoreRules keeps(Application application, SyncRules sync) {
    IgnoreRules rules = application.spec().ignoreRules();
    return sync.options().respectIgnoreDifferences() && !rules.isEmpty() ? rules : null;
  }

  private static @Nullable NamespaceMetadata namespaceMetadata(Application application) {
    CommonMetadata metadata = application.spec().syncPolicyOrDefault().managedNamespaceMetadata();
    return metadata == null || (metadata.labels().isEmpty() && metadata.annotations().isEmpty())
        ? null
        : new NamespaceMetadata(metadata.labels(), metadata.annotations());
  }

  private static @Nullable String namespaceToCreate(
      Application application, Wanted desired, List<Wave> waves, List<Wave> after) {
    if (!application.spec().syncPolicyOrDefault().createsNamespace()) {
      return null;
    }
    String namespace = application.spec().destination().namespaceOrDefault();
    boolean rendered =
        desired.objects().stream()
            .map(WantedObject::ref)
            .anyMatch(ref -> Foundations.isNamespace(ref) && ref.name().equals(namespace));
    boolean used =
        waves.stream().anyMatch(wave -> uses(wave, namespace))
            || after.stream().anyMatch(wave -> uses(wave, namespace));
    return used && !rendered ? namespace : null;
  }

  private static boolean uses(Wave wave, String namespace) {
    return wave.applies().stream().anyMatch(apply -> apply.ref().namespace().equals(namespace))
        || wave.allHooks().stream().anyMatch(hook -> hook.ref().namespace().equals(namespace));
  }

  private static Trigger trigger(
      ApplicationView view, VerdictDraft draft, Comparison comparison, Work work) {
    if (view.sync() != null) {
      return new Trigger(Trigger.Cause.COMMAND, view.sync().by(), null, view.sync().at());
    }
    if (work.reason() == Reason.SELF_HEAL || work.reason() == Reason.OWNERSHIP) {
      Set<String> ids = new HashSet<>();
      work.healed().forEach(ref -> ids.add(ref.id()));
      String by =
          comparison.changes().stream()
              .filter(drift -> ids.contains(drift.ref().id()))
              .map(ObjectDrift::manager)
              .filter(manager -> manager != null)
              .findFirst()
              .orElse(null);
      return new Trigger(Trigger.Cause.DRIFT, by, null, view.now());
    }
    var word = comparison.pruning().confirmed();
    if (work.reason() == Reason.MANUAL && word != null) {
      return new Trigger(Trigger.Cause.COMMAND, word.by(), null, word.at());
    }
    Trigger standing = standing(view, draft, work);
    return standing != null ? standing : new Trigger(Trigger.Cause.RETRY, null, null, view.now());
  }

  /** What is tried again was set going by what set the first attempt going. */
  private static @Nullable Trigger standing(ApplicationView view, VerdictDraft draft, Work work) {
    Inventory inventory = view.inventory();
    Inventory.SyncSummary ended = inventory == null ? null : inventory.sync();
    boolean repeats =
        work.reason() == Reason.RETRY
            && inventory != null
            && inventory.phase() == Inventory.Phase.FAILED
            && inventory.desiredSequence() == draft.desiredSequence;
    return repeats && ended != null ? ended.trigger() : draft.trigger;
  }

  private static PlanMade digested(PlanMade plan) {
    return new PlanMade(
        plan.application(),
        plan.applicationUid(),
        plan.planId(),
        plan.kind(),
        plan.reason(),
        plan.desiredSequence(),
        plan.inventorySequence(),
        plan.revisions(),
        plan.cluster(),
        plan.createNamespace(),
        plan.waves(),
        plan.prunes(),
        plan.desiredObjects(),
        plan.attempt(),
        plan.trigger(),
        plan.madeAt(),
        plan.keeps(),
        plan.after(),
        plan.onFailure(),
        PlanDigest.of(plan),
        plan.timeoutMillis(),
        plan.serviceAccount(),
        plan.namespaceMetadata(),
        plan.skipped());
  }

  /** Unique since no two plans have application, basis and moment in common. */
  private static String planId(ApplicationView view, long desiredSequence, int attempt) {
    String basis =
        view.application().uid()
            + "/"
            + desiredSequence
            + "/"
            + view.inventorySequence()
            + "/"
            + attempt
            + "/"
            + view.now();
    return Json.sha256(basis).substring(0, 32);
  }
}
