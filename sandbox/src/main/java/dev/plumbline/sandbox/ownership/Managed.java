package dev.plumbline.sandbox.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.fields.FieldSet;
import dev.plumbline.sandbox.schema.Json;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The content of {@code metadata.managedFields}: for each manager its fields, the version they are
 * written in, and a time.
 */
public final class Managed {

  /** Update managers beyond this many are folded into one entry. */
  static final int MAX_UPDATERS = 10;

  static final String ANCIENT = "ancient-changes";

  /** One manager's share. The time is absent after an apply that changed nothing but ownership. */
  public record Share(FieldSet fields, String apiVersion, @Nullable Instant time) {
    Share with(FieldSet newFields) {
      return new Share(newFields, apiVersion, time);
    }
  }

  private final Map<FieldManager, Share> shares;

  private Managed(Map<FieldManager, Share> shares) {
    this.shares = shares;
  }

  public static Managed empty() {
    return new Managed(new LinkedHashMap<>());
  }

  public Managed copy() {
    return new Managed(new LinkedHashMap<>(shares));
  }

  Map<FieldManager, Share> shares() {
    return shares;
  }

  public boolean isEmpty() {
    return shares.isEmpty();
  }

  /** Empty when an entry cannot be read. */
  public static Optional<Managed> decode(@Nullable JsonNode entries) {
    Managed managed = empty();
    if (entries == null) {
      return Optional.of(managed);
    }
    for (JsonNode entry : entries) {
      String operation = entry.path("operation").asText();
      boolean known = operation.equals("Apply") || operation.equals("Update");
      String type = entry.path("fieldsType").asText();
      if (!known || !type.equals("FieldsV1")) {
        return Optional.empty();
      }
      try {
        String time = entry.path("time").asText("");
        managed.shares.put(
            FieldManager.of(entry),
            new Share(
                FieldSet.fromJson(entry.get("fieldsV1")),
                entry.path("apiVersion").asText(),
                time.isEmpty() ? null : OffsetDateTime.parse(time).toInstant()));
      } catch (IllegalArgumentException | DateTimeParseException e) {
        return Optional.empty();
      }
    }
    return Optional.of(managed);
  }

  /** Whether a client asks for all ownership to be forgotten: a list of one empty entry. */
  static boolean isReset(@Nullable JsonNode entries) {
    return entries != null && entries.size() == 1 && entries.get(0).isEmpty();
  }

  /**
   * Writes the entries into an object's metadata in the order of an API server, or removes the
   * field when there are none.
   */
  void encodeInto(ObjectNode object) {
    ObjectNode metadata = Json.child(object, "metadata");
    if (shares.isEmpty()) {
      metadata.remove("managedFields");
      return;
    }
    ArrayNode entries = metadata.putArray("managedFields");
    List<Map.Entry<FieldManager, Share>> sorted = new ArrayList<>(shares.entrySet());
    sorted.sort(
        Comparator.comparing((Map.Entry<FieldManager, Share> e) -> e.getKey().operation())
            .thenComparing(e -> seconds(e.getValue().time()))
            .thenComparing(e -> e.getKey().name())
            .thenComparing(e -> e.getValue().apiVersion())
            .thenComparing(e -> e.getKey().subresource()));
    for (Map.Entry<FieldManager, Share> e : sorted) {
      ObjectNode entry = entries.addObject();
      Share share = e.getValue();
      e.getKey().describe(entry, share.apiVersion());
      if (share.time() != null) {
        entry.put("time", Instant.ofEpochSecond(seconds(share.time())).toString());
      }
      entry.put("fieldsType", "FieldsV1");
      entry.set("fieldsV1", share.fields().toJson());
      if (!e.getKey().subresource().isEmpty()) {
        entry.put("subresource", e.getKey().subresource());
      }
    }
  }

  private static long seconds(@Nullable Instant time) {
    return time == null ? 0 : time.getEpochSecond();
  }

  void dropEmpty() {
    shares.values().removeIf(share -> share.fields().isEmpty());
  }

  /** Folds the oldest updaters into one entry for each version when there are too many. */
  void cap() {
    List<FieldManager> updaters =
        new ArrayList<>(shares.keySet().stream().filter(m -> !m.apply()).toList());
    if (updaters.size() <= MAX_UPDATERS) {
      return;
    }
    updaters.sort(
        Comparator.comparing((FieldManager m) -> seconds(shares.getOrDefault(m, NONE).time()))
            .thenComparing(FieldManager::name));
    int left = updaters.size();
    Map<String, FieldManager> buckets = new LinkedHashMap<>();
    for (FieldManager manager : updaters) {
      if (left <= MAX_UPDATERS) {
        return;
      }
      Share share = shares.getOrDefault(manager, NONE);
      FieldManager bucket = FieldManager.updating(ANCIENT, share.apiVersion(), "");
      if (manager.equals(bucket)) {
        buckets.put(share.apiVersion(), bucket);
        continue;
      }
      boolean first =
          buckets.put(share.apiVersion(), bucket) == null && !shares.containsKey(bucket);
      Share before = shares.getOrDefault(bucket, NONE);
      shares.put(
          bucket,
          new Share(before.fields().union(share.fields()), share.apiVersion(), share.time()));
      shares.remove(manager);
      if (!first) {
        left--;
      }
    }
  }

  private static final Share NONE = new Share(FieldSet.EMPTY, "", null);
}
