package dev.plumbline.cluster;

/** Kinds of patch other than apply. */
public enum PatchType {
  /** RFC 6902: an array of operations. */
  JSON("application/json-patch+json"),
  /** RFC 7386. */
  MERGE("application/merge-patch+json"),
  /** Kubernetes' own, which knows list keys; not for custom resources. */
  STRATEGIC("application/strategic-merge-patch+json");

  private final String contentType;

  PatchType(String contentType) {
    this.contentType = contentType;
  }

  String contentType() {
    return contentType;
  }
}
