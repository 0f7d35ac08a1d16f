package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectDrift;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.PlanMade.Apply;
import dev.plumbline.contracts.events.PlanMade.Prune;
import dev.plumbline.contracts.events.PlanMade.Reason;
import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.contracts.events.Verdict.OpenPlan;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.Application.SyncPolicy;
import dev.plumbline.contracts.resources.IgnoreRules;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides whether a plan is made, and makes it. */
final class Planner {

  /** How a fight with another writer is told, after the name of the other. */
  static final String FIGHT = "changes it back each time it is put right";

  private final Comparator<ObjectRef> applyOrder;

  /**
   * @param applyOrder the order of writing; deleting goes the other way
   */
  Planner(Comparator<ObjectRef> applyOrder) {
    this.applyOrder = applyOrder;
  }

  /**
   * What was planned.
   *
   * @param plan null when none is made
   * @param healed the objects the plan puts right, or takes back
   * @param whyNot why changed objects are left as they are; null when they are put right
   * @param contested id of an object that is changed back each time to why it has to wait
   * @param wakeAt when to think again; null for when something happens
   */
  record Planning(
      @Nullable PlanMade plan,
      List<ObjectRef> healed,
      @Nullable String whyNot,
      Map<String, String> contested,
      @Nullable Instant wakeAt) {
    static Planning none(@Nullable String whyNot, @Nullable Instant wakeAt) {
      return new Planning(null, List.of(), whyNot, Map.of(), wakeAt);
    }
  }

  Planning plan(ApplicationView view, VerdictDraft draft, Comparison comparison) {
    Wanted desired = view.desired();
    if (desired == null) {
      return Planning.none(null, null);
    }
    SyncPolicy policy = view.application().spec().syncPolicyOrDefault();
    boolean asked = view.sync() != null;
    String standstill = standstill(view);
    if (standstill != null) {
      return Planning.none(standstill, null);
    }
    if (asked) {
      draft.forgetFailures();
    }
    String whyNot = asked ? null : whyNot(policy, draft);
    OpenPlan open = draft.openPlan;
    if (open != null && open.desiredSequence() == desired.sequence()) {
      return Planning.none(whyNot, null);
    }
    Instant wait = waitUntil(view, draft, desired);
    if (wait != null || (draft.gaveUp() && open == null)) {
      return Planning.none(whyNot, wait);
    }
    Optional<Blocked> blocked = Admission.blocked(view, draft, comparison);
    if (blocked.isPresent()) {
      draft.blocked = blocked.get();
      return Planning.none(draft.blocked.message(), null);
    }
    Work work = work(view, comparison, policy);
    if (work.isEmpty()) {
      Instant next = view.heals().nextPermitted(work.contested(), view.now()).orElse(null);
      return new Planning(null, List.of(), whyNot, contested(view, comparison, work), next);
    }
    Reason reason = reason(view, draft, work);
    Trigger trigger = trigger(view, draft, comparison, work, reason);
    PlanMade plan = apply(view, draft, desired, work, reason, trigger);
    return new Planning(plan, work.healed(), whyNot, contested(view, comparison, work), null);
  }

  /** Deletes everything that is, or may be, on the cluster. */
  PlanMade delete(ApplicationView view, VerdictDraft draft, Comparison comparison) {
    Inventory inventory = view.inventory();
    List<Inventory.Entry> objects = inventory == null ? List.of() : inventory.objects();
    Application application = view.application();
    int attempt = draft.failedAttempts + 1;
    return new PlanMade(
        application.key(),
        application.uid(),
        planId(view, 0, attempt),
        PlanMade.Kind.DELETE,
        Reason.DELETION,
        0,
        view.inventorySequence(),
        draft.revisions,
        inventory == null || inventory.objects().isEmpty()
            ? application.spec().destination().cluster()
            : inventory.cluster(),
        null,
        List.of(),
        prunes(objects, comparison.extras()),
        List.of(),
        attempt,
        deletionTrigger(view),
        view.now(),
        null);
  }

  /** What sets a deletion going: the same for each attempt at it. */
  static Trigger deletionTrigger(ApplicationView view) {
    Instant asked = view.application().metadata().deletionTimestamp();
    return new Trigger(Trigger.Cause.APPLICATION, null, null, asked == null ? view.now() : asked);
  }

  /** Why nothing at all is planned; null when something may be. */
  private static @Nullable String standstill(ApplicationView view) {
    if (view.application().spec().suspended()) {
      return "the application is suspended (spec.suspend)";
    }
    Obstacle obstacle = view.obstacle();
    if (obstacle != null) {
      return obstacle.message();
    }
    RenderFailure failure = view.renderFailure();
    boolean renderFailed =
        failure != null && failure.generation() >= view.application().metadata().generation();
    boolean sameCluster =
        view.inventory() != null
            && view.inventory().cluster().equals(view.application().spec().destination().cluster());
    if (!view.rendered() && !(renderFailed && sameCluster)) {
      return "the application changed and is not rendered anew yet";
    }
    return view.catalogued() ? null : "the cluster has not told its kinds yet";
  }

  private static @Nullable String whyNot(SyncPolicy policy, VerdictDraft draft) {
    if (!policy.automatic()) {
      return "automated sync is off (spec.syncPolicy.automated)";
    }
    if (!policy.selfHeals()) {
      return "self-healing is off (spec.syncPolicy.automated.selfHeal)";
    }
    if (draft.gaveUp()) {
      return "the last "
          + draft.failedAttempts
          + " syncs failed and spec.syncPolicy.retry.limit is reached";
    }
    return null;
  }

  /** Two writers insist on different values: who the other one is, and when the next attempt is. */
  private static Map<String, String> contested(
      ApplicationView view, Comparison comparison, Work work) {
    Map<String, String> texts = new HashMap<>();
    for (ObjectRef ref : work.contested()) {
      String opponent =
          comparison.changes().stream()
              .filter(drift -> drift.ref().sameObject(ref))
              .map(drift -> opponent(drift.manager()))
              .findFirst()
              .orElse(opponent(null));
      String next =
          view.heals()
              .nextPermitted(List.of(ref), view.now())
              .map(at -> " at " + at.truncatedTo(ChronoUnit.SECONDS))
              .orElse("");
      texts.put(
          ref.id(),
          "%s %s, %d times lately; the next attempt follows%s."
                  .formatted(opponent, FIGHT, view.heals().count(ref, view.now()), next)
              + " Take the field out of Git, ignore it, or stop the other writer");
    }
    return texts;
  }

  /** The other writer, as a person is told of it. */
  static String opponent(@Nullable String manager) {
    return manager == null ? "somebody" : "field manager " + manager;
  }

  private static @Nullable Instant waitUntil(
      ApplicationView view, VerdictDraft draft, Wanted desired) {
    Instant refused =
        view.refusal().isFor(desired.sequence(), view.inventorySequence())
            ? view.refusal().until()
            : null;
    boolean clockWasSetBack = view.refusal().at().isAfter(view.now());
    if (refused != null && refused.isAfter(view.now()) && !clockWasSetBack) {
      return refused;
    }
    Instant retryAt = draft.retryAt;
    return retryAt != null && retryAt.isAfter(view.now()) ? retryAt : null;
  }

  /** What a plan has to do. */
  private record Work(
      List<WantedObject> needs,
      List<Inventory.Entry> prunes,
      List<Prune> extras,
      List<ObjectRef> healed,
      boolean heals,
      List<ObjectRef> contested) {
    boolean isEmpty() {
      return needs.isEmpty() && prunes.isEmpty() && healed.isEmpty();
    }
  }

  private static Work work(ApplicationView view, Comparison comparison, SyncPolicy policy) {
    boolean asked = view.sync() != null;
    boolean syncs = asked || policy.automatic();
    boolean heals = asked || policy.selfHeals();
    Set<String> needed = new HashSet<>();
    comparison.needs().forEach(manifest -> needed.add(manifest.ref().id()));
    List<ObjectRef> wrong = new ArrayList<>();
    if (heals) {
      wrong.addAll(comparison.confirmed());
    }
    if (syncs) {
      wrong.addAll(comparison.ownershipLost());
    }
    wrong.removeIf(ref -> needed.contains(ref.id()));
    boolean emptied = view.desired() != null && view.desired().objects().isEmpty();
    boolean prunes = syncs && policy.prunes() && (!emptied || policy.allowsEmpty());
    if (prunes && (heals || !comparison.needs().isEmpty())) {
      comparison.extras().forEach(extra -> wrong.add(extra.ref()));
    }
    List<ObjectRef> contested =
        wrong.stream().filter(ref -> !asked && !view.heals().permits(ref, view.now())).toList();
    List<ObjectRef> healed = wrong.stream().filter(ref -> !contested.contains(ref)).toList();
    List<Prune> extras =
        comparison.extras().stream().filter(extra -> healed.contains(extra.ref())).toList();
    return new Work(
        syncs ? comparison.needs() : List.of(),
        prunes ? comparison.leftovers() : List.of(),
        extras,
        healed,
        !extras.isEmpty() || healed.stream().anyMatch(comparison.confirmed()::contains),
        contested);
  }

  private static Reason reason(ApplicationView view, VerdictDraft draft, Work work) {
    if (view.sync() != null) {
      return Reason.MANUAL;
    }
    if (draft.failedAttempts > 0) {
      return Reason.RETRY;
    }
    if (!work.needs().isEmpty() || !work.prunes().isEmpty()) {
      return Reason.NEW_REVISION;
    }
    return work.heals() ? Reason.SELF_HEAL : Reason.OWNERSHIP;
  }

  private PlanMade apply(
      ApplicationView view,
      VerdictDraft draft,
      Wanted desired,
      Work work,
      Reason reason,
      Trigger trigger) {
    Application application = view.application();
    Set<String> wanted = new HashSet<>();
    work.needs().forEach(manifest -> wanted.add(manifest.ref().id()));
    work.healed().forEach(ref -> wanted.add(ref.id()));
    List<Apply> applies =
        desired.objects().stream()
            .filter(object -> wanted.contains(object.ref().id()))
            .sorted((a, b) -> applyOrder.compare(a.ref(), b.ref()))
            .map(object -> new Apply(object.ref(), object.manifest(), object.digest()))
            .toList();
    int attempt = draft.failedAttempts + 1;
    return new PlanMade(
        application.key(),
        application.uid(),
        planId(view, desired.sequence(), attempt),
        PlanMade.Kind.APPLY,
        reason,
        desired.sequence(),
        view.inventorySequence(),
        draft.revisions,
        application.spec().destination().cluster(),
        namespaceToCreate(application, desired, applies),
        Foundations.waves(applies),
        prunes(work.prunes(), work.extras()),
        desired.objects().stream().map(WantedObject::ref).toList(),
        attempt,
        trigger,
        view.now(),
        keeps(application));
  }

  private static @Nullable IgnoreRules keeps(Application application) {
    IgnoreRules rules = application.spec().ignoreRules();
    boolean respected = application.spec().syncPolicyOrDefault().respectsIgnoreDifferences();
    return respected && !rules.isEmpty() ? rules : null;
  }

  private static @Nullable String namespaceToCreate(
      Application application, Wanted desired, List<Apply> applies) {
    String namespace = application.spec().destination().namespaceOrDefault();
    boolean used = applies.stream().anyMatch(apply -> apply.ref().namespace().equals(namespace));
    boolean rendered =
        desired.objects().stream()
            .anyMatch(
                manifest ->
                    Foundations.isNamespace(manifest.ref())
                        && manifest.ref().name().equals(namespace));
    return application.spec().syncPolicyOrDefault().createsNamespace() && used && !rendered
        ? namespace
        : null;
  }

  private List<Prune> prunes(List<Inventory.Entry> objects, List<Prune> extras) {
    return Stream.concat(
            objects.stream()
                .map(
                    entry ->
                        new Prune(
                            entry.ref(), entry.applied() == null ? "" : entry.applied().uid())),
            extras.stream())
        .sorted((a, b) -> applyOrder.compare(b.ref(), a.ref()))
        .toList();
  }

  private static Trigger trigger(
      ApplicationView view, VerdictDraft draft, Comparison comparison, Work work, Reason reason) {
    if (view.sync() != null) {
      return new Trigger(Trigger.Cause.COMMAND, view.sync().by(), null, view.sync().at());
    }
    if (reason == Reason.SELF_HEAL || reason == Reason.OWNERSHIP) {
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
    Trigger standing = draft.trigger;
    return standing != null ? standing : new Trigger(Trigger.Cause.RETRY, null, null, view.now());
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
