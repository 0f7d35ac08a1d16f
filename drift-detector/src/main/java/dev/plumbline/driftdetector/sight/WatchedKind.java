package dev.plumbline.driftdetector.sight;

import dev.plumbline.contracts.ObjectRef;

/** A kind on a cluster; the group is empty for the core group. */
public record WatchedKind(String cluster, String group, String kind) {

  /** The kind of an object. */
  public static WatchedKind of(String cluster, ObjectRef ref) {
    return new WatchedKind(cluster, ref.group(), ref.kind());
  }

  /** Whether that object is of this kind. */
  public boolean includes(ObjectRef ref) {
    return group.equals(ref.group()) && kind.equals(ref.kind());
  }
}
