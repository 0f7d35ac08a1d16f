package dev.plumbline.cli.diff;

import dev.plumbline.cluster.ClusterException;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Why the API server will not say what an apply would make of an object, for a person. */
final class Refusal {

  private static final Pattern IMMUTABLE_FIELD =
      Pattern.compile("([A-Za-z][\\w.\\[\\]\"/-]*): Invalid value: .{0,4000}?: field is immutable");
  private static final Pattern IMMUTABLE =
      Pattern.compile("immutable|Forbidden: updates to|may not be changed|cannot be updated");

  private Refusal() {}

  /**
   * One sentence.
   *
   * @param sensitive whether what the server says may quote something secret
   */
  static String words(ClusterException refusal, boolean sensitive) {
    String message = refusal.getMessage();
    if (refusal.reason() == ClusterException.Reason.FORBIDDEN) {
      return "the API server does not let you try it (patch), so that only the fields of the"
          + " manifest are compared"
          + because(refusal, sensitive);
    }
    Set<String> fields = immutable(message);
    if (!fields.isEmpty()) {
      return "it cannot be changed in place, since "
          + String.join(" and ", fields)
          + (fields.size() == 1 ? " is" : " are")
          + " immutable: delete it, and it is made anew";
    }
    if (IMMUTABLE.matcher(message).find()) {
      return "it cannot be changed in place: delete it, and it is made anew"
          + because(refusal, sensitive);
    }
    return "the API server would refuse it" + because(refusal, sensitive);
  }

  private static Set<String> immutable(String message) {
    Set<String> fields = new LinkedHashSet<>();
    Matcher field = IMMUTABLE_FIELD.matcher(message);
    while (field.find()) {
      fields.add(field.group(1));
    }
    return fields;
  }

  private static String because(ClusterException refusal, boolean sensitive) {
    return ": " + (sensitive ? refusal.reasonText() : refusal.getMessage());
  }
}
