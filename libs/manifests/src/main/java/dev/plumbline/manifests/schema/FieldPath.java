package dev.plumbline.manifests.schema;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The way to a value; null is the way to the manifest itself.
 *
 * @param field an object's field; null for a list's item
 * @param item a list's item, from 0
 */
record FieldPath(@Nullable FieldPath parent, @Nullable String field, int item) {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_$-]+");
  private static final int LONGEST = 80;

  static FieldPath of(@Nullable FieldPath parent, String field) {
    return new FieldPath(parent, field, -1);
  }

  static FieldPath of(@Nullable FieldPath parent, int item) {
    return new FieldPath(parent, null, item);
  }

  /** Such as {@code spec.ports[0].name}; names that are no plain words stand in brackets. */
  @Override
  public String toString() {
    String before = parent == null ? "" : parent.toString();
    if (field == null) {
      return before + "[" + item + "]";
    }
    if (PLAIN.matcher(field).matches() && field.length() <= LONGEST) {
      return before.isEmpty() ? field : before + "." + field;
    }
    return before + "[" + printable(field) + "]";
  }

  /** A name that cannot move a terminal's cursor or fill its screen. */
  private static String printable(String name) {
    String shown = name.length() > LONGEST ? name.substring(0, LONGEST) + "…" : name;
    return shown.replaceAll("[^\\p{Print}…]", "?");
  }
}
