package dev.plumbline.contracts;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Comparator;

/**
 * Names one object on a cluster. {@code group} is empty for the core group and {@code namespace} is
 * empty for cluster-scoped objects. The version says how the object is read and written; two
 * references that differ only in it name the same object, see {@link #id()}.
 */
public record ObjectRef(String group, String version, String kind, String namespace, String name)
    implements Comparable<ObjectRef> {

  private static final Comparator<ObjectRef> ORDER =
      Comparator.comparing(ObjectRef::group)
          .thenComparing(ObjectRef::kind)
          .thenComparing(ObjectRef::namespace)
          .thenComparing(ObjectRef::name)
          .thenComparing(ObjectRef::version);

  /**
   * Makes a reference from a manifest's {@code apiVersion}, such as {@code apps/v1} or {@code v1}.
   */
  public static ObjectRef of(String apiVersion, String kind, String namespace, String name) {
    int slash = apiVersion.indexOf('/');
    return new ObjectRef(
        slash < 0 ? "" : apiVersion.substring(0, slash),
        apiVersion.substring(slash + 1),
        kind,
        namespace,
        name);
  }

  /**
   * The object's identity whatever version it is spoken of in: {@code group/kind/namespace/name}.
   */
  @JsonIgnore
  public String id() {
    return group + "/" + kind + "/" + namespace + "/" + name;
  }

  /** The {@code apiVersion} of a manifest of this object. */
  @JsonIgnore
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /** Whether both name the same object, whatever their versions. */
  public boolean sameObject(ObjectRef other) {
    return id().equals(other.id());
  }

  @Override
  public int compareTo(ObjectRef other) {
    return ORDER.compare(this, other);
  }

  /** For people: {@code Deployment shop/web} or {@code ClusterRole reader}. */
  @Override
  public String toString() {
    return namespace.isEmpty() ? kind + " " + name : kind + " " + namespace + "/" + name;
  }
}
