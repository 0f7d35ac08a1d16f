package dev.plumbline.kustomize.resource;

/**
 * What a resource is called, now or at an earlier step.
 *
 * @param clusterScoped whether it certainly lives in no namespace; only known of present names
 */
public record ResId(Gvk gvk, String name, String namespace, boolean clusterScoped) {

  static final String NO_NAMESPACE = "_non_namespaceable_";
  static final String DEFAULT_NAMESPACE = "default";

  public ResId(Gvk gvk, String name, String namespace) {
    this(gvk, name, namespace, false);
  }

  /** The namespace, where none means the default one unless there can be none. */
  public String effectiveNamespace() {
    if (clusterScoped) {
      return NO_NAMESPACE;
    }
    return namespace.isEmpty() ? DEFAULT_NAMESPACE : namespace;
  }

  public boolean isSameNamespace(ResId other) {
    return effectiveNamespace().equals(other.effectiveNamespace());
  }

  public boolean isSameTypeAndName(ResId other) {
    return name.equals(other.name) && gvk.equals(other.gvk);
  }

  public boolean isSame(ResId other) {
    return isSameTypeAndName(other) && isSameNamespace(other);
  }

  /** Whether a selector of exact, possibly empty, parts selects it. */
  public boolean isSelectedBy(ResId selector) {
    return (selector.name.isEmpty() || selector.name.equals(name))
        && (selector.namespace.isEmpty() || selector.isSameNamespace(this))
        && gvk.isSelectedBy(selector.gvk);
  }

  public boolean isEmpty() {
    return gvk.equals(Gvk.ANY) && name.isEmpty() && namespace.isEmpty();
  }

  /** What makes two of them the same, to look them up by. */
  public Key key() {
    return new Key(gvk, name, effectiveNamespace());
  }

  /** Type, name and effective namespace. */
  public record Key(Gvk gvk, String name, String namespace) {}

  @Override
  public String toString() {
    return gvk
        + "/"
        + (name.isEmpty() ? "[noName]" : name)
        + "."
        + (namespace.isEmpty() ? "[noNs]" : namespace);
  }
}
