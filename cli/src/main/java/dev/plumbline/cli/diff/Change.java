package dev.plumbline.cli.diff;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a sync would do to an object. */
enum Change {
  /** Nothing. */
  EQUAL("equal"),
  CREATED("to be created"),
  CHANGED("to be changed"),
  /** Deleted, for Git does not have it. */
  PRUNED("to be pruned"),
  /** Nothing, though Git does not have it. */
  NOT_PRUNED("not in Git, but not to be pruned"),
  /** It cannot be told. */
  UNKNOWN("not compared");

  private final String words;

  Change(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  @JsonValue
  String json() {
    return name().toLowerCase(Locale.ROOT).replace("_p", "P");
  }
}
