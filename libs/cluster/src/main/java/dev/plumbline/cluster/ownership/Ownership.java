package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ownership.Examination.Outcome;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectDrift.PathDrift;
import dev.plumbline.contracts.secrets.SecretCipher;
import java.util.List;
import java.util.Optional;

/**
 * Drift by ownership. {@link #learn} turns the answer to our own apply into the ground truth,
 * {@link #suspect} tells from metadata alone when to look again, and {@link #examine} tells, from
 * one read, drift from mere loss of ownership.
 */
public final class Ownership {

  private Ownership() {}

  /**
   * What our apply left. Must be learned from the answer to that very apply: a controller may take
   * a field back a moment later, and a later read would hide it.
   *
   * @param object the answer
   * @param manager the field manager we applied as
   * @param manifest what was applied, Secret values in clear
   * @param desiredDigest the digest of the manifest
   */
  public static Inventory.Applied learn(
      ObjectNode object,
      String manager,
      SecretCipher cipher,
      ObjectNode manifest,
      String desiredDigest) {
    return learn(object, manager, cipher, manifest, SecretCipher.isSecret(manifest), desiredDigest);
  }

  /**
   * As {@link #learn(ObjectNode, String, SecretCipher, ObjectNode, String)}.
   *
   * @param secret whether there is something secret in it, be it a Secret or not
   */
  public static Inventory.Applied learn(
      ObjectNode object,
      String manager,
      SecretCipher cipher,
      ObjectNode manifest,
      boolean secret,
      String desiredDigest) {
    Fingerprint print = Fingerprint.of(object, manager);
    List<OwnedField> fields =
        OwnedFields.of(manifest, object, ManagedFields.of(object, manager).shape());
    return new Inventory.Applied(
        print.uid(),
        print.resourceVersion(),
        print.generation(),
        print.ownEntryDigest(),
        print.foreignEntriesDigest(),
        valuesDigest(fields, secret, cipher),
        desiredDigest,
        fields.stream().filter(OwnedField::differs).map(f -> f.path().text()).toList());
  }

  /** Whether metadata alone calls for a look at the values. */
  public static Optional<Suspicion> suspect(
      ObjectNode metadata, Inventory.Applied applied, String manager) {
    return Fingerprint.of(metadata, manager).suspect(applied);
  }

  /**
   * Compares an object with what our apply left.
   *
   * @param live the whole object, read after the suspicion arose
   * @param manager the field manager we applied as
   */
  public static Examination examine(
      ObjectNode live, Expectation expected, String manager, SecretCipher cipher) {
    ManagedFields managed = ManagedFields.of(live, manager);
    Shown shown = new Shown(managed, expected.secret());
    List<PathDrift> foreign =
        expected.strict() ? new ForeignFields(managed, live, expected).found(shown) : List.of();
    return expected.ignored().isEmpty()
        ? byDigest(live, expected, managed, cipher, shown, foreign)
        : byFields(live, expected, managed, shown, foreign);
  }

  private static Examination byDigest(
      ObjectNode live,
      Expectation expected,
      ManagedFields managed,
      SecretCipher cipher,
      Shown shown,
      List<PathDrift> foreign) {
    Inventory.Applied applied = expected.applied();
    List<OwnedField> fields = OwnedFields.of(expected.manifestInClear(), live, managed.shape());
    boolean entryIntact = entryIntact(live, applied, managed);
    if (valuesDigest(fields, expected.secret(), cipher).equals(applied.valuesDigest())) {
      return Examination.of(entryIntact ? Outcome.SAME : Outcome.OWNERSHIP_LOST, foreign);
    }
    List<OwnedField> changed = changed(fields, applied, managed, entryIntact);
    return changed.isEmpty()
        ? Examination.of(Outcome.OWNERSHIP_LOST, foreign)
        : shown.changed(changed, foreign);
  }

  /**
   * What was learned covers ignored fields too, so its digest cannot be compared: each field that
   * is not ignored decides for itself.
   */
  private static Examination byFields(
      ObjectNode live,
      Expectation expected,
      ManagedFields managed,
      Shown shown,
      List<PathDrift> foreign) {
    Inventory.Applied applied = expected.applied();
    List<OwnedField> fields =
        OwnedFields.of(
            expected.ignored().without(expected.manifestInClear(), live),
            expected.ignored().without(live, live),
            managed.shape());
    boolean entryIntact = entryIntact(live, applied, managed);
    List<OwnedField> differing =
        fields.stream()
            .filter(f -> f.differs() && !applied.mutatedPaths().contains(f.path().text()))
            .toList();
    if (!differing.isEmpty()) {
      return shown.changed(differing, foreign);
    }
    if (entryIntact) {
      return Examination.of(Outcome.SAME, foreign);
    }
    FieldSet own = managed.own().map(ManagedFields.Entry::fields).orElse(FieldSet.EMPTY);
    List<OwnedField> lost =
        fields.stream().filter(field -> !own.touches(field.path().edges())).toList();
    List<OwnedField> taken =
        managed.own().isPresent() ? lost.stream().filter(OwnedField::isWhole).toList() : List.of();
    if (!taken.isEmpty()) {
      return shown.changed(taken, foreign);
    }
    return Examination.of(lost.isEmpty() ? Outcome.SAME : Outcome.OWNERSHIP_LOST, foreign);
  }

  private static boolean entryIntact(
      ObjectNode live, Inventory.Applied applied, ManagedFields managed) {
    return live.path("metadata").path("uid").asText().equals(applied.uid())
        && managed.ownDigest().equals(applied.ownEntryDigest());
  }

  /**
   * The fields that changed, given that some value did. Fields the server stored otherwise from the
   * start are left out unless nothing else explains it; where a value is one to the server, that it
   * was taken from us tells what a comparison that allows for defaults does not.
   */
  private static List<OwnedField> changed(
      List<OwnedField> fields,
      Inventory.Applied applied,
      ManagedFields managed,
      boolean entryIntact) {
    List<String> mutated = applied.mutatedPaths();
    List<OwnedField> plain =
        fields.stream()
            .filter(field -> field.differs() && !mutated.contains(field.path().text()))
            .toList();
    if (!plain.isEmpty()) {
      return plain;
    }
    FieldSet own = managed.own().map(ManagedFields.Entry::fields).orElse(FieldSet.EMPTY);
    return fields.stream()
        .filter(
            field -> {
              boolean lost = managed.own().isPresent() && !own.touches(field.path().edges());
              boolean wasMutated = mutated.contains(field.path().text());
              return (lost && (field.isWhole() || wasMutated)) || (entryIntact && wasMutated);
            })
        .toList();
  }

  private static String valuesDigest(List<OwnedField> fields, boolean secret, SecretCipher cipher) {
    String text = OwnedFields.digestText(fields);
    return secret ? cipher.keyedDigest(text) : Json.sha256(text);
  }
}
