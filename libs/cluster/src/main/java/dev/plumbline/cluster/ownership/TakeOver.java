package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Takes objects over from those who applied them before. What they own becomes ours; else a field
 * that Git drops later would stay, for it would still be theirs. The marks that Helm keeps on what
 * belongs to a release stay as they are, as does the release.
 */
public final class TakeOver {

  /** Whom objects are taken over from without anybody asking for it. */
  public static final List<String> USUAL =
      List.of(
          "kubectl-client-side-apply",
          "before-first-apply",
          "helm",
          "argocd-controller",
          "argocd-application-controller",
          "kustomize-controller",
          "helm-controller");

  /** From nobody. */
  public static final TakeOver NONE = new TakeOver(List.of());

  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
  private static final Set<String> MARKS_OF_HELM =
      Set.of("meta.helm.sh/release-name", "meta.helm.sh/release-namespace");
  private static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  private final Set<String> managers;

  /**
   * Takes over from these field managers, whether they applied or updated.
   *
   * @param managers as in {@code metadata.managedFields}
   */
  public TakeOver(Collection<String> managers) {
    this.managers = new HashSet<>(managers);
  }

  /** From these, and from that manager. */
  public TakeOver and(String manager) {
    Set<String> more = new HashSet<>(managers);
    more.add(manager);
    return new TakeOver(more);
  }

  /**
   * The JSON patch after which the fields of former managers are ours, made only to the very
   * version that was read; empty if there is nothing to take over. Only who owns what changes, and
   * the note goes that {@code kubectl apply} keeps on an object.
   *
   * @param live the whole object
   * @param apiVersion of the manifest that is applied next
   * @param self the field manager that applies it
   */
  public Optional<ArrayNode> patch(ObjectNode live, String apiVersion, String self) {
    ManagedFields managed = ManagedFields.of(live, self);
    List<ManagedFields.Entry> former =
        managed.foreign().stream().filter(entry -> isFormer(entry, self)).toList();
    if (former.isEmpty()) {
      return Optional.empty();
    }
    ArrayNode entries = Json.mapper().createArrayNode();
    List<ManagedFields.Entry> ours = new ArrayList<>(former);
    managed.own().ifPresent(ours::add);
    for (ManagedFields.Entry entry : managed.entries()) {
      if (!ours.contains(entry)) {
        entries.add(entry.raw());
      }
    }
    entries.add(union(ours, live, apiVersion, self));
    ObjectNode metadata = ManagedFields.metadata(live);
    ArrayNode patch = Json.mapper().createArrayNode();
    operation(patch, "/metadata/uid", metadata.path("uid"));
    operation(patch, "/metadata/resourceVersion", metadata.path("resourceVersion"));
    operation(patch, "/metadata/managedFields", entries);
    if (metadata.path("annotations").has(LAST_APPLIED)) {
      patch
          .addObject()
          .put("op", "remove")
          .put("path", "/metadata/annotations/" + LAST_APPLIED.replace("/", "~1"));
    }
    return Optional.of(patch);
  }

  private boolean isFormer(ManagedFields.Entry entry, String self) {
    return managers.contains(entry.manager()) && !entry.manager().equals(self);
  }

  private static ObjectNode union(
      List<ManagedFields.Entry> entries, ObjectNode live, String apiVersion, String self) {
    ObjectNode fields = Json.mapper().createObjectNode();
    Instant newest = null;
    for (ManagedFields.Entry entry : entries) {
      if (entry.raw().path("fieldsV1") instanceof ObjectNode theirs) {
        ObjectNode taken = theirs.deepCopy();
        boolean ours = entry.manager().equals(self);
        leaveMarks(taken, live, ours);
        merge(fields, taken);
      }
      Instant time = entry.time();
      if (time != null && (newest == null || time.isAfter(newest))) {
        newest = time;
      }
    }
    ObjectNode entry = Json.mapper().createObjectNode();
    entry.put("manager", self).put("operation", "Apply").put("apiVersion", apiVersion);
    if (newest != null) {
      entry.put("time", newest.toString());
    }
    entry.put("fieldsType", "FieldsV1").set("fieldsV1", fields);
    return entry;
  }

  private static void leaveMarks(ObjectNode fields, ObjectNode live, boolean ours) {
    if (fields.at("/f:metadata/f:annotations") instanceof ObjectNode annotations) {
      annotations.remove("f:" + LAST_APPLIED);
      if (!ours) {
        MARKS_OF_HELM.forEach(mark -> annotations.remove("f:" + mark));
      }
    }
    boolean byHelm =
        live.at("/metadata/labels").path(MANAGED_BY).asText().equals("Helm")
            && live.at("/metadata/annotations").has("meta.helm.sh/release-name");
    if (!ours && byHelm && fields.at("/f:metadata/f:labels") instanceof ObjectNode labels) {
      labels.remove("f:" + MANAGED_BY);
    }
  }

  private static void merge(ObjectNode into, ObjectNode more) {
    for (Map.Entry<String, JsonNode> edge : more.properties()) {
      if (into.get(edge.getKey()) instanceof ObjectNode below
          && edge.getValue() instanceof ObjectNode other) {
        merge(below, other);
      } else {
        into.set(edge.getKey(), edge.getValue());
      }
    }
  }

  private static void operation(ArrayNode patch, String path, JsonNode value) {
    patch.addObject().put("op", "replace").put("path", path).set("value", value);
  }
}
