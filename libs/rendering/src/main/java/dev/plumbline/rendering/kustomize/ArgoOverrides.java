package dev.plumbline.rendering.kustomize;

import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.resources.KustomizeSource;
import dev.plumbline.contracts.resources.KustomizeSource.Replica;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.NodeData;
import dev.plumbline.manifests.RenderException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The changes of {@code spec.source.kustomize}, as Argo CD makes them: by {@code kustomize edit} in
 * the folder, one field after the other.
 */
final class ArgoOverrides {

  private static final String AT = "spec.source.kustomize.";
  private static final Pattern WHOLE_NUMBER = Pattern.compile("[+-]?[0-9]{1,18}");
  private static final Pattern VARIABLE = Pattern.compile(".*\\$\\{?ARGOCD_.*", Pattern.DOTALL);

  private final KustomizeSource wanted;
  private final KustomizationEdit edit;
  private final ComponentFolders folders;

  private ArgoOverrides(KustomizeSource wanted, KustomizationEdit edit, ComponentFolders folders) {
    this.wanted = wanted;
    this.edit = edit;
    this.folders = folders;
  }

  /**
   * Makes them.
   *
   * @throws RenderException {@code InvalidSpec}, naming the field
   */
  static void apply(KustomizeSource wanted, KustomizationEdit edit, ComponentFolders folders)
      throws RenderException {
    ArgoOverrides overrides = new ArgoOverrides(wanted, edit, folders);
    overrides.set("namePrefix", wanted.namePrefix());
    overrides.set("nameSuffix", wanted.nameSuffix());
    overrides.images();
    overrides.replicas();
    overrides.labels();
    overrides.annotations();
    overrides.set("namespace", wanted.namespace());
    overrides.patches();
    overrides.components();
  }

  private void set(String field, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      edit.set(field, value);
    }
  }

  /** Those of the kustomization with the same name are replaced; the result is in order. */
  private void images() throws RenderException {
    if (wanted.images().isEmpty()) {
      return;
    }
    SortedMap<String, ImageOverride> given = new TreeMap<>();
    for (int i = 0; i < wanted.images().size(); i++) {
      String image = literal("images[" + i + "]", wanted.images().get(i));
      ImageOverride parsed =
          ImageOverride.parse(image).orElseThrow(() -> notAnImage(image, "images"));
      given.put(parsed.name(), parsed);
    }
    SortedMap<String, Node> entries = new TreeMap<>();
    List<Node> before = edit.list("images");
    before.addAll(edit.list("imageTags"));
    for (Node entry : before) {
      String name = KustomizationEdit.fieldText(entry, "name");
      if (given.containsKey(name)) {
        given.computeIfPresent(name, (key, override) -> override.over(entry));
      } else {
        entries.put(name, entry);
      }
    }
    given.forEach((name, override) -> entries.put(name, override.toNode()));
    edit.remove("imageTags");
    edit.setList("images", new ArrayList<>(entries.values()));
  }

  private static RenderException notAnImage(String image, String field) {
    return invalid(
        field,
        "'"
            + image
            + "' changes nothing of an image: expected name:tag, name@digest, name=newName,"
            + " name=newName:tag, name=newName@digest or name=newName:tag@digest");
  }

  private void replicas() throws RenderException {
    if (wanted.replicas().isEmpty()) {
      return;
    }
    SortedMap<String, Node> entries = new TreeMap<>();
    for (Node entry : edit.list("replicas")) {
      entries.put(KustomizationEdit.fieldText(entry, "name"), entry);
    }
    for (int i = 0; i < wanted.replicas().size(); i++) {
      Replica replica = wanted.replicas().get(i);
      String count = replica.count() == null ? "" : replica.count();
      if (!WHOLE_NUMBER.matcher(count).matches()) {
        throw invalid("replicas[" + i + "].count", "'" + count + "' is not a whole number");
      }
      Map<String, @Nullable Object> entry = new LinkedHashMap<>();
      entry.put("name", replica.name());
      entry.put("count", Long.valueOf(count));
      entries.put(replica.name(), KustomizationEdit.node(entry));
    }
    edit.setList("replicas", new ArrayList<>(entries.values()));
  }

  private void labels() throws RenderException {
    boolean withoutSelector = Boolean.TRUE.equals(wanted.labelWithoutSelector());
    if (wanted.commonLabels().isEmpty()) {
      return;
    }
    for (Map.Entry<String, String> label : wanted.commonLabels().entrySet()) {
      literal("commonLabels." + label.getKey(), label.getValue());
    }
    if (Boolean.TRUE.equals(wanted.labelIncludeTemplates()) && !withoutSelector) {
      throw invalid("labelIncludeTemplates", "it needs labelWithoutSelector: true");
    }
    boolean force = Boolean.TRUE.equals(wanted.forceCommonLabels());
    if (withoutSelector) {
      addTo(labelsWithoutSelector(), "commonLabels", wanted.commonLabels(), force);
    } else {
      Node labels = edit.mapping("commonLabels");
      addTo(labels, "commonLabels", wanted.commonLabels(), force);
      edit.put("commonLabels", labels);
    }
  }

  /** The pairs of the first entry of {@code labels} with the same settings, or of a new one. */
  private Node labelsWithoutSelector() {
    boolean templates = Boolean.TRUE.equals(wanted.labelIncludeTemplates());
    List<Node> entries = edit.list("labels");
    for (Node entry : entries) {
      Node pairs = KustomizationEdit.field(entry, "pairs");
      if (pairs != null
          && pairs.isMapping()
          && !KustomizationEdit.flag(entry, "includeSelectors")
          && KustomizationEdit.flag(entry, "includeTemplates") == templates) {
        edit.setList("labels", entries);
        return pairs;
      }
    }
    Node pairs = Node.mapping();
    Node entry = Node.mapping().add("pairs", pairs);
    if (templates) {
      entry.add("includeTemplates", NodeData.toNode(true));
    }
    entries.add(entry);
    edit.setList("labels", entries);
    return pairs;
  }

  private void annotations() throws RenderException {
    if (wanted.commonAnnotations().isEmpty()) {
      return;
    }
    Node annotations = edit.mapping("commonAnnotations");
    addTo(
        annotations,
        "commonAnnotations",
        wanted.commonAnnotations(),
        Boolean.TRUE.equals(wanted.forceCommonAnnotations()));
    edit.put("commonAnnotations", annotations);
  }

  private void addTo(Node mapping, String field, Map<String, String> pairs, boolean force)
      throws RenderException {
    for (Map.Entry<String, String> pair : pairs.entrySet()) {
      if (mapping.field(pair.getKey()) != null && !force) {
        throw invalid(
            field + "." + pair.getKey(),
            edit.file()
                + " has it already: leave it out, or set force"
                + (field.equals("commonLabels") ? "CommonLabels" : "CommonAnnotations"));
      }
      mapping.remove(pair.getKey());
      mapping.add(pair.getKey(), NodeData.toNode(pair.getValue()));
    }
  }

  private void patches() throws RenderException {
    if (!wanted.patches().isEmpty()) {
      List<Node> patches = edit.list("patches");
      patches.addAll(PatchNodes.of(wanted.patches(), AT + "patches"));
      edit.setList("patches", patches);
    }
  }

  private void components() throws RenderException {
    if (!wanted.components().isEmpty()) {
      folders.add(
          wanted.components(),
          Boolean.TRUE.equals(wanted.ignoreMissingComponents()),
          edit,
          AT + "components");
    }
  }

  /** Argo CD puts its variables into these; what is rendered here depends on files alone. */
  private static String literal(String field, String value) throws RenderException {
    if (VARIABLE.matcher(value).matches()) {
      throw invalid(field, "variables such as $ARGOCD_APP_NAME are not replaced: write the value");
    }
    return value;
  }

  private static RenderException invalid(String field, String problem) {
    return new RenderException(FailureReason.InvalidSpec, AT + field + ": " + problem);
  }
}
