package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.events.Desired;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.RenderWarning;
import dev.plumbline.contracts.events.Verdict;
import dev.plumbline.contracts.events.Verdict.Confirmation;
import java.util.List;

/** Records that differ from others in one thing. */
final class Altered {
  /** With these warnings. */
  static Desired desired(Desired desired, List<RenderWarning> warnings) {
    return new Desired(
        desired.application(),
        desired.applicationUid(),
        desired.generation(),
        desired.sequence(),
        desired.renderKey(),
        desired.revisions(),
        desired.manifests(),
        desired.readSets(),
        desired.trigger(),
        desired.renderedAt(),
        warnings);
  }

  /** With these objects. */
  static Inventory inventory(Inventory inventory, List<Inventory.Entry> objects) {
    return new Inventory(
        inventory.application(),
        inventory.applicationUid(),
        inventory.sequence(),
        inventory.planId(),
        inventory.phase(),
        inventory.desiredSequence(),
        inventory.cluster(),
        inventory.revisions(),
        inventory.wave(),
        objects,
        inventory.failures(),
        inventory.writtenAt(),
        inventory.installed(),
        inventory.sync(),
        inventory.deadline());
  }

  /** With that word in it. */
  static Verdict verdict(Verdict verdict, Confirmation word) {
    return new Verdict(
        verdict.application(),
        verdict.applicationUid(),
        verdict.generation(),
        verdict.revisions(),
        verdict.desiredSequence(),
        verdict.sync(),
        verdict.health(),
        verdict.message(),
        verdict.convergedSequence(),
        verdict.convergedRevisions(),
        verdict.lost(),
        verdict.drifts(),
        verdict.driftSince(),
        verdict.trigger(),
        verdict.openPlan(),
        verdict.failedAttempts(),
        verdict.retryAt(),
        verdict.asked(),
        word,
        verdict.requests(),
        verdict.waitsSince(),
        verdict.installed());
  }

  private Altered() {}
}
