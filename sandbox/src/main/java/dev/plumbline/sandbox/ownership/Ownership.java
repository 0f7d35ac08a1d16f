package dev.plumbline.sandbox.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.fields.Comparison;
import dev.plumbline.sandbox.fields.FieldSet;
import dev.plumbline.sandbox.fields.FieldSets;
import dev.plumbline.sandbox.fields.Merge;
import dev.plumbline.sandbox.fields.Removal;
import dev.plumbline.sandbox.ownership.Managed.Share;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Type;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps {@code metadata.managedFields} through writes, by the rules of Kubernetes' structured
 * merge.
 */
public final class Ownership {

  private static final FieldSet UNTRACKED =
      FieldSet.ofFields(
          "apiVersion",
          "kind",
          "metadata",
          "metadata.name",
          "metadata.namespace",
          "metadata.creationTimestamp",
          "metadata.selfLink",
          "metadata.uid",
          "metadata.clusterName",
          "metadata.generation",
          "metadata.managedFields",
          "metadata.resourceVersion");

  private final Type type;
  private final String apiVersion;
  private final Set<String> servedVersions;
  private final FieldSet reset;

  /**
   * @param servedVersions entries of other versions are dropped, as their fields can no longer be
   *     understood
   * @param reset fields that the endpoint in use does not write, and so nobody gains or loses there
   */
  public Ownership(Type type, String apiVersion, Set<String> servedVersions, FieldSet reset) {
    this.type = type;
    this.apiVersion = apiVersion;
    this.servedVersions = Set.copyOf(servedVersions);
    this.reset = reset;
  }

  /**
   * Records a create, update or patch. Returns {@code after} with its managedFields.
   *
   * @param before the object as it was, or its zero form on create
   * @param after the object as it shall be, with whatever managedFields the client sent
   */
  public ObjectNode update(ObjectNode before, ObjectNode after, FieldManager manager, Instant now) {
    Managed managed = known(startOf(before, after, manager));
    ObjectNode old = bare(before);
    ObjectNode fresh = bare(after);
    Comparison comparison = Comparison.of(type, old, fresh).without(reset);
    release(managed, comparison, null);
    FieldSet gained = comparison.modified().union(comparison.added()).difference(UNTRACKED);
    gained = withoutMetadataLeaf(gained);
    if (!gained.isEmpty()) {
      Share previous = managed.shares().get(manager);
      FieldSet all = previous == null ? gained : previous.fields().union(gained);
      managed.shares().put(manager, new Share(all, apiVersion, now));
    }
    managed.dropEmpty();
    managed.cap();
    managed.encodeInto(fresh);
    return fresh;
  }

  /**
   * Applies a configuration. Returns the live object itself, but for its managedFields, when no
   * value changes.
   *
   * @param live the object as it is, or its zero form when it does not exist
   * @throws ApplyConflict if others own fields that would change, unless forced
   */
  public ObjectNode apply(
      ObjectNode live, ObjectNode applied, FieldManager manager, boolean force, Instant now)
      throws ApplyConflict {
    Managed managed =
        known(Managed.decode(live.at("/metadata/managedFields")).orElseGet(Managed::empty));
    ObjectNode old = bare(live);
    if (managed.isEmpty()) {
      ObjectNode zero = Json.object();
      managed = firstOwner(zero, old, managed);
    }
    ObjectNode config = bare(applied);
    Share last = managed.shares().get(manager);
    FieldSet stated =
        withoutMetadataLeaf(
            FieldSets.of(type, config).recursiveDifference(reset).difference(UNTRACKED));
    managed.shares().put(manager, new Share(stated, apiVersion, last == null ? null : last.time()));
    JsonNode merged = Merge.of(type, old, config);
    JsonNode pruned =
        last == null || last.fields().isEmpty()
            ? merged
            : prune(merged, managed, last.fields().recursiveDifference(reset));
    Comparison comparison = Comparison.of(type, old, pruned).without(reset);
    Map<FieldManager, FieldSet> conflicts = conflicts(managed, comparison, manager);
    if (!force && !conflicts.isEmpty()) {
      throw ApplyConflict.of(conflicts);
    }
    release(managed, comparison, manager);
    boolean same = Json.same(old, pruned);
    ObjectNode result = same ? old : (ObjectNode) pruned;
    if (!same) {
      Share share = managed.shares().get(manager);
      if (share != null) {
        managed.shares().put(manager, new Share(share.fields(), apiVersion, now));
      }
    }
    managed.dropEmpty();
    managed.encodeInto(result);
    return result;
  }

  private Managed firstOwner(ObjectNode zero, ObjectNode live, Managed managed) {
    Comparison comparison = Comparison.of(type, zero, live).without(reset);
    FieldSet gained = withoutMetadataLeaf(comparison.added().difference(UNTRACKED));
    boolean exists = live.at("/metadata/uid").isTextual();
    if (exists && !gained.isEmpty()) {
      managed
          .shares()
          .put(
              FieldManager.updating("before-first-apply", apiVersion, ""),
              new Share(gained, apiVersion, null));
    }
    return managed;
  }

  /** Takes out what the manager stated before and states no more, unless somebody else owns it. */
  private JsonNode prune(JsonNode merged, Managed managed, FieldSet last) {
    FieldSet lastNamed = last.withNamedParents(type);
    JsonNode pruned = Removal.of(type, merged, lastNamed);
    FieldSet owned = FieldSet.EMPTY;
    for (Share share : managed.shares().values()) {
      owned = owned.union(share.fields());
    }
    FieldSet all = FieldSets.of(type, merged).withNamedParents(type);
    FieldSet left = FieldSets.of(type, pruned).withNamedParents(type);
    pruned = Removal.of(type, merged, all.difference(left.union(owned.withNamedParents(type))));
    FieldSet kept = FieldSets.of(type, pruned).withNamedParents(type);
    return Removal.of(type, merged, all.difference(kept).intersection(lastNamed));
  }

  private static Map<FieldManager, FieldSet> conflicts(
      Managed managed, Comparison comparison, FieldManager self) {
    FieldSet changed = comparison.modified().union(comparison.added());
    Map<FieldManager, FieldSet> conflicts = new LinkedHashMap<>();
    managed
        .shares()
        .forEach(
            (manager, share) -> {
              FieldSet common = share.fields().intersection(changed);
              if (!manager.equals(self) && !common.isEmpty()) {
                conflicts.put(manager, common);
              }
            });
    return conflicts;
  }

  /** Everyone but {@code self} loses the fields that changed or went. */
  private static void release(Managed managed, Comparison comparison, @Nullable FieldManager self) {
    FieldSet lost = comparison.modified().union(comparison.added()).union(comparison.removed());
    managed
        .shares()
        .replaceAll(
            (manager, share) ->
                manager.equals(self) ? share : share.with(share.fields().difference(lost)));
  }

  private Managed startOf(ObjectNode before, ObjectNode after, FieldManager manager) {
    JsonNode sent = after.path("metadata").get("managedFields");
    JsonNode stored = before.path("metadata").get("managedFields");
    if (!manager.subresource().isEmpty()) {
      return Managed.decode(stored).orElseGet(Managed::empty);
    }
    if (Managed.isReset(sent)) {
      return Managed.empty();
    }
    return Managed.decode(sent)
        .filter(managed -> !managed.isEmpty())
        .or(() -> Managed.decode(stored))
        .orElseGet(Managed::empty);
  }

  /** What of the entries can still be understood, as the schema is now. */
  private Managed known(Managed managed) {
    managed.shares().values().removeIf(share -> !servedVersions.contains(share.apiVersion()));
    managed
        .shares()
        .replaceAll((manager, share) -> share.with(share.fields().withAtomicLeaves(type)));
    return managed;
  }

  private static FieldSet withoutMetadataLeaf(FieldSet set) {
    return set.difference(FieldSet.ofFields("metadata"));
  }

  private static ObjectNode bare(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    if (copy.path("metadata") instanceof ObjectNode metadata) {
      metadata.remove(List.of("managedFields"));
    }
    return copy;
  }
}
