package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ownership.Examination.Outcome;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.Inventory;
import dev.plumbline.contracts.events.ObjectDrift.PathDrift;
import dev.plumbline.contracts.secrets.SecretCipher;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Drift by ownership. {@link #learn} turns the answer to our own apply into the ground truth,
 * {@link #suspect} tells from metadata alone when to look again, and {@link #examine} tells, from
 * one read, drift from mere loss of ownership.
 */
public final class Ownership {

  private static final int MAX_VALUE = 256;
  private static final String SECRET = "(secret)";
  private static final String MARK = "(the mark of Plumbline)";

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
   * @param manifestInClear what was applied, with or without our mark, Secret values in clear
   */
  public static Examination examine(
      ObjectNode live,
      Inventory.Applied applied,
      ObjectNode manifestInClear,
      String manager,
      SecretCipher cipher) {
    return examine(
        live, applied, manifestInClear, SecretCipher.isSecret(manifestInClear), manager, cipher);
  }

  /**
   * As {@link #examine(ObjectNode, Inventory.Applied, ObjectNode, String, SecretCipher)}.
   *
   * @param secret whether there is something secret in it, be it a Secret or not
   */
  public static Examination examine(
      ObjectNode live,
      Inventory.Applied applied,
      ObjectNode manifestInClear,
      boolean secret,
      String manager,
      SecretCipher cipher) {
    ManagedFields managed = ManagedFields.of(live, manager);
    List<OwnedField> fields = OwnedFields.of(manifestInClear, live, managed.shape());
    boolean entryIntact =
        live.path("metadata").path("uid").asText().equals(applied.uid())
            && managed.ownDigest().equals(applied.ownEntryDigest());
    if (valuesDigest(fields, secret, cipher).equals(applied.valuesDigest())) {
      return Examination.of(entryIntact ? Outcome.SAME : Outcome.OWNERSHIP_LOST);
    }
    List<OwnedField> changed = changed(fields, applied, managed, entryIntact);
    return changed.isEmpty()
        ? Examination.of(Outcome.OWNERSHIP_LOST)
        : changed(changed, managed, secret);
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

  private static Examination changed(
      List<OwnedField> changed, ManagedFields managed, boolean secret) {
    Optional<ManagedFields.Entry> culprit =
        managed.culprit(changed.stream().map(field -> field.path().edges()).toList());
    return new Examination(
        Outcome.CHANGED,
        changed.stream().map(field -> pathDrift(field, secret)).toList(),
        culprit.map(ManagedFields.Entry::manager).orElse(null),
        culprit.map(ManagedFields.Entry::operation).orElse(null),
        culprit.map(ManagedFields.Entry::time).orElse(null));
  }

  private static PathDrift pathDrift(OwnedField field, boolean secret) {
    String wanted = field.kind() == OwnedField.Kind.MARK ? MARK : shown(field.wanted(), secret);
    return new PathDrift(field.path().text(), wanted, shown(field.live(), secret));
  }

  private static @Nullable String shown(JsonNode value, boolean secret) {
    if (value.isMissingNode()) {
      return null;
    }
    if (secret) {
      return SECRET;
    }
    String json = value.toString();
    return json.length() > MAX_VALUE ? json.substring(0, MAX_VALUE) + "…" : json;
  }

  private static String valuesDigest(List<OwnedField> fields, boolean secret, SecretCipher cipher) {
    String text = OwnedFields.digestText(fields);
    return secret ? cipher.keyedDigest(text) : Json.sha256(text);
  }
}
