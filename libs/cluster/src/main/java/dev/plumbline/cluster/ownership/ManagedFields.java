package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The {@code managedFields} of one object, seen by one field manager. */
record ManagedFields(List<Entry> entries, String self) {

  private static final Comparator<Entry> BY_TIME =
      Comparator.comparing(Entry::time, Comparator.nullsFirst(Comparator.naturalOrder()));

  ManagedFields {
    entries = List.copyOf(entries);
  }

  /**
   * One manager's entry.
   *
   * @param subresource empty for the object itself
   */
  record Entry(
      String manager, String operation, String apiVersion, String subresource, JsonNode raw) {

    /**
     * When the manager last changed a field; null where the server does not tell. Read when it is
     * asked for: it seldom is, and takes longer than all the rest.
     */
    @Nullable Instant time() {
      String text = raw.path("time").asText("");
      try {
        return text.isEmpty() ? null : Instant.parse(text);
      } catch (DateTimeParseException e) {
        return null;
      }
    }

    FieldSet fields() {
      return FieldSet.parse(raw.path("fieldsV1"));
    }
  }

  static ManagedFields of(JsonNode object, String self) {
    List<Entry> entries = new ArrayList<>();
    for (JsonNode raw : object.path("metadata").path("managedFields")) {
      entries.add(
          new Entry(
              raw.path("manager").asText(""),
              raw.path("operation").asText(""),
              raw.path("apiVersion").asText(""),
              raw.path("subresource").asText(""),
              raw));
    }
    return new ManagedFields(entries, self);
  }

  /** Our own entry: what we own by applying. */
  Optional<Entry> own() {
    return entries.stream().filter(this::isOwn).findFirst();
  }

  /** Everyone else's entries outside subresources. */
  List<Entry> foreign() {
    return entries.stream()
        .filter(entry -> !isOwn(entry) && entry.subresource().isEmpty())
        .toList();
  }

  /** The fields of all entries: how the server understands the object. */
  FieldSet shape() {
    return entries.stream().map(Entry::fields).reduce(FieldSet.EMPTY, FieldSet::union);
  }

  /** Digest of our own entry with its time; empty if we have none. */
  String ownDigest() {
    return own().map(entry -> Json.sha256(entry.raw())).orElse("");
  }

  /** Digest of everyone else's entries outside subresources. */
  String foreignDigest() {
    ArrayNode all = Json.mapper().createArrayNode();
    foreign().stream().map(entry -> Json.canonical(entry.raw())).sorted().forEach(all::add);
    return Json.sha256(all);
  }

  /**
   * Whether someone else wrote {@code stringData}, which overwrites {@code data} of ours without
   * leaving a trace in our entry.
   */
  boolean foreignStringData() {
    return foreign().stream().anyMatch(e -> e.raw().path("fieldsV1").has("f:stringData"));
  }

  /**
   * Who changed these fields: the newest foreign entry that now owns one of them; else, since a
   * removed field is owned by nobody, the newest foreign entry outside subresources that is no
   * older than our own.
   */
  Optional<Entry> culprit(List<List<String>> paths) {
    Optional<Entry> owner = owner(paths);
    return owner.isPresent()
        ? owner
        : foreign().stream().filter(this::mayHaveFollowed).max(BY_TIME);
  }

  /** The newest foreign entry that owns one of these fields. */
  Optional<Entry> owner(List<List<String>> paths) {
    return entries.stream()
        .filter(entry -> !isOwn(entry))
        .filter(entry -> touchesAny(entry.fields(), paths))
        .max(BY_TIME);
  }

  private boolean mayHaveFollowed(Entry entry) {
    Instant ours = own().map(Entry::time).orElse(null);
    Instant theirs = entry.time();
    return ours == null || theirs == null || !theirs.isBefore(ours);
  }

  private static boolean touchesAny(FieldSet fields, List<List<String>> paths) {
    return paths.stream().anyMatch(fields::touches);
  }

  private boolean isOwn(Entry entry) {
    return entry.manager().equals(self)
        && entry.operation().equals("Apply")
        && entry.subresource().isEmpty();
  }

  /** An object's metadata; an empty object if it has none. */
  static ObjectNode metadata(JsonNode object) {
    return object.get("metadata") instanceof ObjectNode metadata
        ? metadata
        : Json.mapper().createObjectNode();
  }
}
