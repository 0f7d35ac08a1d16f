package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.plumbline.cluster.ownership.Examination.Outcome;
import dev.plumbline.contracts.events.ObjectDrift.PathDrift;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Changes as they are told: long values cut short, secret ones not at all, each with its author.
 *
 * @param secret whether values are kept to ourselves
 */
record Shown(ManagedFields managed, boolean secret) {

  private static final int MAX_VALUE = 256;
  private static final String SECRET = "(secret)";
  private static final String MARK = "(the mark of Plumbline)";

  Examination changed(List<OwnedField> changed, List<PathDrift> foreign) {
    Optional<ManagedFields.Entry> culprit =
        managed.culprit(changed.stream().map(field -> field.path().edges()).toList());
    return new Examination(
        Outcome.CHANGED,
        changed.stream().map(this::drift).toList(),
        foreign,
        culprit.map(ManagedFields.Entry::manager).orElse(null),
        culprit.map(ManagedFields.Entry::operation).orElse(null),
        culprit.map(ManagedFields.Entry::time).orElse(null));
  }

  private PathDrift drift(OwnedField field) {
    String wanted = field.kind() == OwnedField.Kind.MARK ? MARK : text(field.wanted());
    return drift(
        field.path().text(), wanted, field.live(), managed.culprit(List.of(field.path().edges())));
  }

  PathDrift changed(FieldPath path, JsonNode wanted, JsonNode live) {
    return drift(path.text(), text(wanted), live, managed.culprit(List.of(path.edges())));
  }

  PathDrift foreign(FieldPath path, JsonNode live, ManagedFields.Entry owner) {
    return drift(path.text(), text(MissingNode.getInstance()), live, Optional.of(owner));
  }

  private PathDrift drift(
      String path, @Nullable String wanted, JsonNode live, Optional<ManagedFields.Entry> culprit) {
    return new PathDrift(
        path,
        wanted,
        text(live),
        culprit.map(ManagedFields.Entry::manager).orElse(null),
        culprit.map(ManagedFields.Entry::operation).orElse(null),
        culprit.map(ManagedFields.Entry::time).orElse(null),
        null);
  }

  private @Nullable String text(JsonNode value) {
    if (value.isMissingNode()) {
      return null;
    }
    if (secret) {
      return SECRET;
    }
    String json = value.toString();
    return json.length() > MAX_VALUE ? json.substring(0, MAX_VALUE) + "…" : json;
  }
}
