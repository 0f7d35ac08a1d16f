package dev.plumbline.embedded;

/** What a Git client asks for. */
public enum RequestKind {
  /** The list of refs and capabilities; with protocol 2, the capabilities only. */
  INFO_REFS,
  /** Refs (protocol 2) or objects. */
  UPLOAD_PACK,
  /** A push. */
  RECEIVE_PACK
}
