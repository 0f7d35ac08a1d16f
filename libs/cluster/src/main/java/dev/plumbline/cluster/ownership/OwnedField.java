package dev.plumbline.cluster.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.Json;

/**
 * One field that we own: what was wanted there and what is there.
 *
 * @param wanted as in the manifest; missing for our own mark
 * @param live as on the cluster; missing if absent
 * @param atomic whether the server is known to treat the value as one
 */
record OwnedField(FieldPath path, Kind kind, JsonNode wanted, JsonNode live, boolean atomic) {

  enum Kind {
    /** A scalar, or a list or map that is one value to the server. */
    VALUE,
    /** A map or list that we want empty: what others put into it is theirs, unless it is atomic. */
    EMPTY,
    /** An item of a keyed list: that it is there. */
    ITEM,
    /** A member of a set: that it is there. */
    MEMBER,
    /** The order of our items in a keyed list. */
    ORDER,
    /** Our own mark. */
    MARK
  }

  /** What of the live value counts, for a digest. */
  String digestLine() {
    return path.text() + " " + kind + " " + counting();
  }

  private String counting() {
    if (live.isMissingNode()) {
      // An empty list is not stored.
      return kind == Kind.EMPTY && wanted.isArray() ? "present" : "absent";
    }
    return switch (kind) {
      case ITEM, MEMBER -> "present";
      case EMPTY -> live.isEmpty() || !atomic ? "present" : Json.canonical(live);
      case VALUE, ORDER, MARK -> Json.canonical(live);
    };
  }

  /**
   * Whether what is there is something else than what was wanted, and not just another spelling.
   */
  boolean differs() {
    return switch (kind) {
      case VALUE -> !Spelling.same(path, wanted, live);
      case EMPTY -> live.isMissingNode() ? wanted.isObject() : atomic && !live.isEmpty();
      case ITEM, MEMBER, MARK -> live.isMissingNode();
      case ORDER -> !wanted.equals(live);
    };
  }

  /** Whether the value is one of which parts may differ though {@link #differs} sees none. */
  boolean isWhole() {
    return kind == Kind.MARK || (atomic && wanted.isContainerNode());
  }
}
