package dev.plumbline.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.sync.SyncAnnotationException;
import dev.plumbline.cluster.sync.SyncTraits;
import dev.plumbline.contracts.events.RenderResult.SourceError;
import dev.plumbline.contracts.secrets.SecretCipher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks that a mapping can be named and sent as an object, before anything else is done to it. */
final class ManifestShape {

  private static final Pattern API_VERSION =
      Pattern.compile("([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?[a-z][a-z0-9]{0,62}");
  private static final Pattern KIND = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,62}");
  private static final Pattern NAMESPACE = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern NAME = Pattern.compile("[^/%\\s]{1,253}");
  private static final String NOT_A_MANIFEST =
      "; if it is not a manifest, leave the file out with spec.source.directory.exclude";

  private final Place place;
  private final List<SourceError> errors = new ArrayList<>();

  private ManifestShape(Place place) {
    this.place = place;
  }

  /** What is wrong; empty when it can be named. */
  static List<SourceError> check(SourceObject object, Discretion discretion) {
    ManifestShape shape = new ManifestShape(object.place());
    ObjectNode manifest = object.manifest();
    if (!manifest.has("apiVersion") || !manifest.has("kind")) {
      String field = manifest.has("apiVersion") ? "kind" : "apiVersion";
      shape.add(field, "this is not a Kubernetes manifest: it has no " + field + NOT_A_MANIFEST);
      return shape.errors;
    }
    if (manifest.path("sops").has("mac")) {
      shape.add(
          "sops",
          "this is encrypted with SOPS: name the Secret with its key in spec.decryption.secretRef");
    }
    shape.reserved(manifest, "");
    shape.text(manifest, "apiVersion", "apiVersion", API_VERSION, "such as apps/v1");
    shape.text(manifest, "kind", "kind", KIND, "such as Deployment");
    if (manifest.get("metadata") instanceof ObjectNode metadata) {
      shape.metadata(metadata, shape.isHook(manifest, discretion));
    } else {
      shape.add("metadata.name", "the object has no metadata.name: give it one");
    }
    return shape.errors;
  }

  /** Whether it is one, as far as its annotations can be read: what cannot is told. */
  private boolean isHook(ObjectNode manifest, Discretion discretion) {
    List<SyncAnnotationException> faults = SyncTraits.faults(manifest);
    JsonNode metadata = manifest.path("metadata");
    String name = metadata.path("name").asText(metadata.path("generateName").asText());
    for (SyncAnnotationException fault : faults) {
      String map = metadata.path("annotations").has(fault.annotation()) ? "annotations" : "labels";
      String value = metadata.path(map).path(fault.annotation()).asText();
      String problem =
          discretion.isSecret(value) ? fault.withoutValue() : String.valueOf(fault.getMessage());
      add(
          "metadata." + map + "." + fault.annotation(),
          manifest.path("kind").asText() + " " + name + ": " + problem);
    }
    return !faults.isEmpty() || SyncTraits.of(manifest).hook();
  }

  private void metadata(ObjectNode metadata, boolean hook) {
    if (!GeneratedName.isWanted(metadata)) {
      JsonNode name = metadata.path("name");
      if (name.isMissingNode() || name.isNull() || name.asText("absent").isEmpty()) {
        add("metadata.name", "the object has no metadata.name: give it one");
      } else {
        text(metadata, "name", "metadata.name", NAME, "without slashes, % and spaces");
      }
    } else if (hook) {
      text(
          metadata,
          "generateName",
          "metadata.generateName",
          GeneratedName.BEGINNING,
          "such as migrate-");
    } else {
      add(
          "metadata.name",
          "generateName names hooks only, which are made anew at each run; what is no hook must"
              + " stay the same object: write metadata.name");
    }
    if (metadata.hasNonNull("namespace") && !metadata.path("namespace").asText().isEmpty()) {
      text(metadata, "namespace", "metadata.namespace", NAMESPACE, "such as team-a");
    }
    texts(metadata, "labels");
    texts(metadata, "annotations");
  }

  private void text(JsonNode holder, String name, String field, Pattern form, String example) {
    JsonNode value = holder.path(name);
    if (!value.isTextual()) {
      add(field, field + " must be text, it is " + type(value) + ": put quotes around it");
    } else if (!form.matcher(value.textValue()).matches()
        || value.textValue().equals(".")
        || value.textValue().equals("..")) {
      add(field, field + " is not of the right form: expected text " + example);
    }
  }

  private void texts(ObjectNode metadata, String map) {
    JsonNode values = metadata.path(map);
    String field = "metadata." + map;
    if (!values.isMissingNode() && !values.isNull() && !values.isObject()) {
      add(field, field + " must be a mapping, it is " + type(values));
    }
    for (Map.Entry<String, JsonNode> entry : values.properties()) {
      if (!entry.getValue().isTextual() && !entry.getValue().isNull()) {
        String at = field + "." + entry.getKey();
        add(at, at + " must be text, it is " + type(entry.getValue()) + ": put quotes around it");
      }
    }
  }

  /** A text that looks sealed would be opened on its way to the cluster. */
  private void reserved(JsonNode node, String field) {
    if (node.isTextual() && SecretCipher.isReserved(node.textValue())) {
      add(field, field + " begins as only texts do that Plumbline sealed: begin it otherwise");
    }
    node.properties()
        .forEach(
            each ->
                reserved(
                    each.getValue(),
                    field.isEmpty() ? each.getKey() : field + "." + each.getKey()));
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        reserved(node.get(i), field + "[" + i + "]");
      }
    }
  }

  private static String type(JsonNode value) {
    return switch (value.getNodeType()) {
      case NUMBER -> "a number";
      case OBJECT -> "a mapping";
      case ARRAY -> "a list";
      default -> value.getNodeType().name().toLowerCase(Locale.ROOT);
    };
  }

  private void add(@Nullable String field, String message) {
    errors.add(new SourceError(place.file(), place.line(), field, message));
  }
}
