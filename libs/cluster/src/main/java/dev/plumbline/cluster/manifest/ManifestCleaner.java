package dev.plumbline.cluster.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ownership.ListKeys;
import dev.plumbline.cluster.ownership.Quantities;
import dev.plumbline.cluster.sync.SyncTraits;
import dev.plumbline.contracts.Tracking;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Makes manifests fit for server-side apply: takes out what the server sets itself or refuses,
 * rewrites what ownership cannot follow ({@code stringData}, the alias {@code serviceAccount}),
 * writes quantities as the server does, and finds doubled items that the server would answer with
 * an obscure error.
 */
public final class ManifestCleaner {

  private static final Set<String> SERVER_SET =
      Set.of(
          "managedFields",
          "uid",
          "resourceVersion",
          "generation",
          "selfLink",
          "creationTimestamp",
          "deletionTimestamp",
          "deletionGracePeriodSeconds");

  private static final Set<String> OTHERS_ANNOTATIONS =
      Set.of(
          "kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision");

  private static final Set<String> SECRET_FIELDS =
      Set.of("apiVersion", "kind", "metadata", "type", "immutable", "data", "stringData");

  private final boolean kubernetesOwn;
  private final List<String> notes = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();

  private ManifestCleaner(boolean kubernetesOwn) {
    this.kubernetesOwn = kubernetesOwn;
  }

  /** Cleans a copy of {@code manifest}. */
  public static Cleaned clean(ObjectNode manifest) {
    String apiVersion = manifest.path("apiVersion").asText("");
    String group = apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
    ManifestCleaner cleaner =
        new ManifestCleaner(!group.contains(".") || group.endsWith(".k8s.io"));
    ObjectNode copy = manifest.deepCopy();
    cleaner.dropNulls(copy, "");
    cleaner.topLevel(copy, group);
    cleaner.metadata(copy, "metadata");
    if (cleaner.kubernetesOwn) {
      cleaner.below(copy, "");
    }
    for (String path : Quantities.canonicalise(group, copy)) {
      cleaner.notes.add(path + " is written as the cluster writes that quantity");
    }
    return new Cleaned(copy, cleaner.notes, cleaner.errors);
  }

  private void topLevel(ObjectNode manifest, String group) {
    String kind = manifest.path("kind").asText("");
    if (manifest.remove("status") != null) {
      notes.add("status is left out: the cluster writes it");
    }
    if (group.isEmpty() && kind.equals("Secret")) {
      stringData(manifest);
      secret(manifest);
    }
    if (group.isEmpty() && (kind.equals("Secret") || kind.equals("ConfigMap"))) {
      dropEmpty(manifest, "data", "data");
      dropEmpty(manifest, "binaryData", "binaryData");
    }
    if (group.equals("rbac.authorization.k8s.io")
        && manifest.has("aggregationRule")
        && manifest.remove("rules") != null) {
      notes.add("rules is left out: aggregationRule makes the cluster write it");
    }
  }

  /**
   * Values that stand where they will not be sealed are refused here, before they travel. The
   * messages name fields and never a value.
   */
  private void secret(ObjectNode secret) {
    for (Map.Entry<String, JsonNode> field : secret.properties()) {
      if (!SECRET_FIELDS.contains(field.getKey())) {
        errors.add(
            field.getKey() + " is no field of a Secret; expected one of data, stringData, type");
      }
    }
    JsonNode data = secret.path("data");
    if (!data.isObject() && !data.isMissingNode()) {
      errors.add("data must be a map of text to base64");
    }
    for (Map.Entry<String, JsonNode> value : data.properties()) {
      if (!isBase64(value.getValue())) {
        errors.add(
            "data." + value.getKey() + " must be base64; put plain text under stringData instead");
      }
    }
  }

  private static boolean isBase64(JsonNode value) {
    if (!value.isTextual()) {
      return false;
    }
    try {
      Base64.getDecoder().decode(value.textValue().replaceAll("[\\r\\n]", ""));
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Text values become base64 ones: the server owns up to {@code data} only. */
  private void stringData(ObjectNode secret) {
    JsonNode text = secret.get("stringData");
    if (text == null) {
      return;
    }
    if (!(text instanceof ObjectNode values)) {
      errors.add("stringData must be a map of text to text");
      return;
    }
    ObjectNode data = secret.get("data") instanceof ObjectNode d ? d : secret.putObject("data");
    for (Map.Entry<String, JsonNode> value : values.properties()) {
      if (!value.getValue().isTextual()) {
        errors.add("stringData." + value.getKey() + " must be text; put quotes around it");
        continue;
      }
      data.put(
          value.getKey(),
          Base64.getEncoder()
              .encodeToString(value.getValue().textValue().getBytes(StandardCharsets.UTF_8)));
    }
    secret.remove("stringData");
    notes.add("stringData is written as data, so that ownership can be followed");
  }

  private void metadata(ObjectNode holder, String path) {
    if (!(holder.get("metadata") instanceof ObjectNode metadata)) {
      return;
    }
    for (String field : SERVER_SET) {
      if (metadata.remove(field) != null) {
        notes.add(path + "." + field + " is left out: the cluster sets it");
      }
    }
    if (metadata.get("annotations") instanceof ObjectNode annotations) {
      for (String annotation : OTHERS_ANNOTATIONS) {
        if (annotations.remove(annotation) != null) {
          notes.add(path + ".annotations: " + annotation + " is left out: others keep it");
        }
      }
    }
    ownMark(metadata, path, "annotations", Tracking.ANNOTATION);
    ownMark(metadata, path, "annotations", Tracking.CLAIM_ANNOTATION);
    ownMark(metadata, path, "annotations", SyncTraits.RUN_ANNOTATION);
    ownMark(metadata, path, "labels", Tracking.SHARD_LABEL);
    dropEmpty(metadata, "labels", path + ".labels");
    dropEmpty(metadata, "annotations", path + ".annotations");
  }

  private void ownMark(ObjectNode metadata, String path, String map, String key) {
    if (metadata.get(map) instanceof ObjectNode entries && entries.remove(key) != null) {
      notes.add(path + "." + map + ": " + key + " is left out: Plumbline sets it");
    }
  }

  private void dropEmpty(ObjectNode holder, String field, String path) {
    if (holder.get(field) instanceof ObjectNode map && map.isEmpty()) {
      holder.remove(field);
      notes.add(path + " is left out: it is empty");
    }
  }

  private void dropNulls(JsonNode node, String path) {
    if (node instanceof ObjectNode object) {
      List<String> names = new ArrayList<>();
      object.fieldNames().forEachRemaining(names::add);
      for (String name : names) {
        JsonNode value = object.path(name);
        if (value.isNull()) {
          object.remove(name);
          notes.add(join(path, name) + " is left out: it is null");
        } else {
          dropNulls(value, join(path, name));
        }
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        if (array.get(i).isNull()) {
          errors.add(path + "[" + i + "] is null; remove the item or give it a value");
        } else {
          dropNulls(array.get(i), path + "[" + i + "]");
        }
      }
    }
  }

  /** What lies deeper, in kinds of Kubernetes' own: templates, pod specs, keyed lists. */
  private void below(JsonNode node, String path) {
    if (node instanceof ObjectNode object) {
      if (object.has("containers")) {
        serviceAccountAlias(object, path);
      }
      for (Map.Entry<String, JsonNode> field : object.properties()) {
        String at = join(path, field.getKey());
        if (field.getValue() instanceof ObjectNode child
            && field.getKey().toLowerCase(java.util.Locale.ROOT).endsWith("template")) {
          metadata(child, at + ".metadata");
        }
        if (field.getKey().equals("volumeClaimTemplates")) {
          claimTemplates(field.getValue(), at);
        }
        if (field.getValue() instanceof ArrayNode list) {
          doubled(field.getKey(), list, at);
        }
        below(field.getValue(), at);
      }
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        below(array.get(i), path + "[" + i + "]");
      }
    }
  }

  private void claimTemplates(JsonNode templates, String path) {
    for (int i = 0; i < templates.size(); i++) {
      if (templates.get(i) instanceof ObjectNode template) {
        metadata(template, path + "[" + i + "].metadata");
        if (template.remove("status") != null) {
          notes.add(path + "[" + i + "].status is left out: the cluster writes it");
        }
      }
    }
  }

  private void serviceAccountAlias(ObjectNode podSpec, String path) {
    JsonNode alias = podSpec.remove("serviceAccount");
    if (alias == null) {
      return;
    }
    notes.add(join(path, "serviceAccount") + " is written as serviceAccountName");
    if (!podSpec.has("serviceAccountName")) {
      podSpec.set("serviceAccountName", alias);
    }
  }

  private void doubled(String field, ArrayNode list, String path) {
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < list.size(); i++) {
      JsonNode item = list.get(i);
      List<String> keys = item.isObject() ? ListKeys.of(field, item::fieldNames) : List.of();
      if (keys.isEmpty()) {
        continue;
      }
      StringJoiner key = new StringJoiner(", ");
      for (String name : keys) {
        JsonNode value = item.path(name);
        key.add(
            name
                + " "
                + (value.isMissingNode() && name.equals("protocol") ? "TCP" : value.asText()));
      }
      Integer first = seen.putIfAbsent(key.toString(), i);
      if (first != null) {
        errors.add(
            path + "[" + i + "] has the same " + key + " as " + path + "[" + first + "]; keep one");
      }
    }
  }

  private static String join(String path, String field) {
    return path.isEmpty() ? field : path + "." + field;
  }
}
