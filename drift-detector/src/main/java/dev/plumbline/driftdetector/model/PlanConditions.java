package dev.plumbline.driftdetector.model;

import dev.plumbline.cluster.sync.SyncOptions;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.driftdetector.model.ApplicationStatus.Condition;
import dev.plumbline.driftdetector.model.Pruning.Question;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Conditions on what is not planned, or not as somebody might expect; each only while it is so. */
final class PlanConditions {

  static final String CONFIRMATION_REQUIRED = "ConfirmationRequired";
  static final String SHARED_RESOURCE = "SharedResource";

  private static final int SHOWN = ConditionReport.SHOWN;

  private final ApplicationView view;
  private final VerdictDraft draft;
  private final Pruning pruning;

  PlanConditions(ApplicationView view, VerdictDraft draft, Pruning pruning) {
    this.view = view;
    this.draft = draft;
    this.pruning = pruning;
  }

  List<Condition> all(ApplicationStatus before) {
    List<Condition> conditions = new ArrayList<>();
    confirmation()
        .ifPresent(
            message ->
                conditions.add(condition(CONFIRMATION_REQUIRED, "WaitsForConfirmation", message)));
    shared(before).ifPresent(conditions::add);
    options().ifPresent(conditions::add);
    return conditions;
  }

  /** What a person is asked, and how to answer; empty for nothing. */
  Optional<String> confirmation() {
    Question question = pruning.question();
    return question == null
        ? Optional.empty()
        : Optional.of(
            "%s would be deleted: %s. Confirm by ./plumbline confirm %s, or by the annotation %s: %s on the Application; what is confirmed is just this"
                .formatted(
                    names(question.objects()),
                    question.why(),
                    view.application().key(),
                    Words.ANNOTATION,
                    question.digest()));
  }

  private static String names(List<ObjectRef> refs) {
    List<String> shown = refs.stream().limit(SHOWN).map(ObjectRef::toString).toList();
    String more = refs.size() > SHOWN ? " and " + (refs.size() - SHOWN) + " more" : "";
    return String.join(", ", shown) + more;
  }

  /**
   * Two applications want one object. Who has it learns that from the object, who does not from the
   * failure of a sync; until another attempt has ended, that of the last one still holds, also when
   * Git changed something else since.
   */
  private Optional<Condition> shared(ApplicationStatus before) {
    List<String> claimed = new ArrayList<>();
    new TreeMap<>(view.claimants())
        .forEach(
            (id, claimant) ->
                reference(id)
                    .ifPresent(
                        ref ->
                            claimed.add(
                                "%s: application %s wants it too".formatted(ref, claimant))));
    claimed.addAll(view.namespaceConflicts());
    if (!claimed.isEmpty()) {
      return Optional.of(shared("ClaimedByAnother", claimed));
    }
    Inventory inventory = view.inventory();
    if (inventory == null || inventory.phase() == Inventory.Phase.SUCCEEDED) {
      return Optional.empty();
    }
    if (inventory.phase() != Inventory.Phase.FAILED) {
      return Optional.ofNullable(before.condition(SHARED_RESOURCE))
          .filter(condition -> condition.reason().equals(SharedObjects.OWNED));
    }
    List<String> refused =
        SharedObjects.refused(view).stream()
            .map(failure -> StatusReport.describe(List.of(failure)))
            .toList();
    return refused.isEmpty() ? Optional.empty() : Optional.of(shared(SharedObjects.OWNED, refused));
  }

  private Condition shared(String reason, List<String> texts) {
    String more = texts.size() > SHOWN ? "; and " + (texts.size() - SHOWN) + " more" : "";
    return condition(
        SHARED_RESOURCE,
        reason,
        String.join("; ", texts.subList(0, Math.min(SHOWN, texts.size())))
            + more
            + ". One application has it: take it out of the other in Git");
  }

  private Optional<ObjectRef> reference(String id) {
    Inventory inventory = view.inventory();
    return inventory == null
        ? Optional.empty()
        : inventory.objects().stream()
            .map(Inventory.Entry::ref)
            .filter(ref -> ref.id().equals(id))
            .findFirst();
  }

  /** Options that are accepted for what others wrote, and are not followed. */
  private Optional<Condition> options() {
    List<String> texts = new ArrayList<>();
    @Nullable String reason = null;
    SyncOptions ofApplication = SyncRules.of(view.application()).options();
    for (Map.Entry<String, String> one : ofApplication.notFollowed().entrySet()) {
      reason = reason == null ? name(one.getKey()) : reason;
      texts.add("spec.syncPolicy.syncOptions: " + one.getKey() + ": " + one.getValue());
    }
    Wanted desired = view.desired();
    List<WantedObject> objects = desired == null ? List.of() : desired.everything().toList();
    for (WantedObject object : objects) {
      for (Map.Entry<String, String> one : object.traits().options().notFollowed().entrySet()) {
        reason = reason == null ? name(one.getKey()) : reason;
        texts.add(object.ref() + ": " + one.getKey() + ": " + one.getValue());
      }
    }
    if (reason == null) {
      return Optional.empty();
    }
    String more = texts.size() > SHOWN ? "; and " + (texts.size() - SHOWN) + " more" : "";
    return Optional.of(
        condition(
            "SyncOptionNotFollowed",
            reason,
            String.join("; ", texts.subList(0, Math.min(SHOWN, texts.size()))) + more));
  }

  private static String name(String option) {
    return option.substring(0, option.indexOf('='));
  }

  private Condition condition(String type, String reason, String message) {
    return new Condition(
        type,
        "True",
        reason,
        message,
        view.now().truncatedTo(ChronoUnit.SECONDS),
        view.application().metadata().generation());
  }
}
