package dev.plumbline.kustomize.resource;

import dev.plumbline.kustomize.Place;
import dev.plumbline.kustomize.yaml.CanonicalJson;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.NodePaths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A manifest on its way through a build, and what happened to it so far. */
public final class Resource {

  private static final String METADATA = "metadata";
  private static final String NAME = "name";
  private static final String NAMESPACE = "namespace";
  private static final String LABELS = "labels";
  private static final String ANNOTATIONS = "annotations";

  private static final List<String> BUILD_ANNOTATIONS =
      List.of(
          "config.kubernetes.io/path",
          "config.kubernetes.io/index",
          "config.k8s.io/id",
          "internal.config.kubernetes.io/path",
          "internal.config.kubernetes.io/index",
          "internal.config.kubernetes.io/seqindent",
          "internal.config.kubernetes.io/id",
          "internal.config.kubernetes.io/annotations-migration-resource-id");

  private static final String ORIGIN = "config.kubernetes.io/origin";
  private static final String TRANSFORMATIONS = "alpha.config.kubernetes.io/transformations";

  private Node node;
  private Place place = Place.UNKNOWN;
  private boolean deleted;
  private History history;

  public Resource(Node node) {
    this.node = node;
    this.history = new History();
  }

  public Node node() {
    return node;
  }

  public History history() {
    return history;
  }

  /** Where it was read or generated. */
  public Place place() {
    return place;
  }

  /** The same resource, from a place. */
  public Resource at(Place from) {
    this.place = from;
    return this;
  }

  /** Puts another manifest in place of this one, with the same history. */
  public void replaceNode(Node other) {
    this.node = other;
  }

  public void delete() {
    this.deleted = true;
  }

  /** Deleted by a patch, or with nothing in it. */
  public boolean isEmpty() {
    return deleted || node.isNullOrEmpty();
  }

  public Resource copy() {
    Resource copy = new Resource(node.copy());
    copy.place = place;
    copy.deleted = deleted;
    copy.history = history.copy();
    return copy;
  }

  public String kind() {
    return deleted ? "" : node.fieldText("kind");
  }

  public String apiVersion() {
    return deleted ? "" : node.fieldText("apiVersion");
  }

  public Gvk gvk() {
    return Gvk.of(apiVersion(), kind());
  }

  public String name() {
    return metadataText(NAME);
  }

  public String namespace() {
    return metadataText(NAMESPACE);
  }

  private String metadataText(String field) {
    Node metadata = metadata();
    Node value = metadata == null ? null : metadata.field(field);
    return value == null || value.isNullOrEmpty() ? "" : value.value();
  }

  private @Nullable Node metadata() {
    Node metadata = deleted ? null : node.field(METADATA);
    return Node.isMissingOrEmpty(metadata) ? null : metadata;
  }

  /** What it is called now. */
  public ResId currentId() {
    String apiVersion = apiVersion();
    String kind = kind();
    return new ResId(
        Gvk.of(apiVersion, kind), name(), namespace(), ClusterScoped.contains(apiVersion, kind));
  }

  /** What it was called first. */
  public ResId originalId() {
    return deleted || history.previousNames().isEmpty()
        ? currentId()
        : previousId(history.previousNames().get(0));
  }

  /** What it was called before, oldest first. */
  public List<ResId> previousIds() {
    List<ResId> ids = new ArrayList<>();
    if (!deleted) {
      history.previousNames().forEach(previous -> ids.add(previousId(previous)));
    }
    return ids;
  }

  private ResId previousId(History.Name previous) {
    Gvk gvk = gvk();
    return new ResId(
        new Gvk(gvk.group(), gvk.version(), previous.kind()),
        previous.name(),
        previous.namespace());
  }

  /** All that it was ever called. */
  public List<ResId> allIds() {
    List<ResId> ids = previousIds();
    ids.add(currentId());
    return ids;
  }

  /** Remembers what it is called now, before that changes. */
  public void rememberId() {
    ResId id = currentId();
    history.add(new History.Name(id.effectiveNamespace(), id.name(), id.gvk().kind()));
  }

  public void setKind(String kind) {
    NodePaths.set(node, "kind", Node.scalar(kind));
  }

  public void setApiVersion(String apiVersion) {
    NodePaths.set(node, "apiVersion", Node.scalar(apiVersion));
  }

  public void setName(String name) {
    NodePaths.set(
        NodePaths.getOrCreate(node, METADATA, Node.Kind.MAPPING), NAME, Node.scalar(name));
  }

  public void setNamespace(String namespace) {
    if (namespace.isEmpty()) {
      Node metadata = NodePaths.get(node, METADATA);
      if (metadata != null) {
        NodePaths.set(metadata, NAMESPACE, null);
      }
    } else {
      NodePaths.set(
          NodePaths.getOrCreate(node, METADATA, Node.Kind.MAPPING),
          NAMESPACE,
          Node.scalar(namespace));
    }
  }

  public SortedMap<String, String> labels() {
    return metadataTexts(LABELS);
  }

  public SortedMap<String, String> annotations() {
    return metadataTexts(ANNOTATIONS);
  }

  private SortedMap<String, String> metadataTexts(String field) {
    Node metadata = metadata();
    return NodePaths.texts(metadata == null ? null : metadata.field(field));
  }

  public void setLabels(SortedMap<String, String> labels) {
    setMetadata(LABELS, labels);
  }

  public void setAnnotations(SortedMap<String, String> annotations) {
    setMetadata(ANNOTATIONS, annotations);
  }

  private void setMetadata(String field, Map<String, String> texts) {
    Node metadata = NodePaths.getOrCreate(node, METADATA, Node.Kind.MAPPING);
    NodePaths.set(metadata, field, null);
    if (!texts.isEmpty()) {
      NodePaths.set(metadata, field, NodePaths.strings(texts));
    }
  }

  /**
   * Takes name, namespace, history and every label and annotation that it has not itself from
   * another.
   */
  public void mergeMetadataFrom(Resource other) {
    setLabels(merged(other.labels(), labels()));
    setAnnotations(merged(other.annotations(), annotations()));
    setName(other.name());
    setNamespace(other.namespace());
    history = other.history.successor(history);
  }

  private static SortedMap<String, String> merged(
      Map<String, String> base, Map<String, String> own) {
    SortedMap<String, String> merged = new TreeMap<>(CanonicalJson::compareUtf8);
    merged.putAll(base);
    merged.putAll(own);
    return merged;
  }

  /** Takes entries of the maps that hold a config map's or secret's data. */
  public void mergeDataFrom(Resource other) {
    mergeTexts(other, "data");
    mergeTexts(other, "binaryData");
  }

  private void mergeTexts(Resource other, String field) {
    Map<String, String> merged =
        merged(
            NodePaths.texts(NodePaths.get(other.node, field)),
            NodePaths.texts(NodePaths.get(node, field)));
    NodePaths.set(node, field, null);
    merged.forEach(
        (key, text) -> {
          Node data = NodePaths.getOrCreate(node, field, Node.Kind.MAPPING);
          NodePaths.set(data, key, Node.string(text));
        });
  }

  /**
   * Makes a place for annotations, if anything happened to the resource: the original keeps its
   * notes there, so that a patch may count on it.
   */
  public void ensureAnnotations() {
    if (history.hasNotes() && Node.isMissing(NodePaths.lookup(node, METADATA, ANNOTATIONS))) {
      Node metadata = NodePaths.getOrCreate(node, METADATA, Node.Kind.MAPPING);
      NodePaths.set(metadata, ANNOTATIONS, Node.mapping());
    }
  }

  /** Puts the annotations in order for the output, and says where it came from when asked. */
  public void finishAnnotations(boolean withOrigin, boolean withTransformations) {
    SortedMap<String, String> annotations = annotations();
    BUILD_ANNOTATIONS.forEach(annotations::remove);
    annotations.remove(ORIGIN);
    annotations.remove(TRANSFORMATIONS);
    Origin origin = history.origin();
    if (withOrigin && origin != null) {
      annotations.put(ORIGIN, origin.toYaml());
    }
    if (withTransformations && !history.transformations().isEmpty()) {
      annotations.put(TRANSFORMATIONS, Origin.toYaml(history.transformations()));
    }
    setAnnotations(annotations);
  }

  @Override
  public String toString() {
    return currentId().toString();
  }
}
