package dev.plumbline.webhookingest.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads payloads of any shape: what is absent or of another type is not there. */
final class Payload {

  private static final int LONGEST_REF = 1_000;
  private static final int LONGEST_NAME = 100;
  private static final Pattern REF =
      Pattern.compile("refs/(heads|tags)/[^\\s\\p{Cntrl}~^:?*\\[\\\\]+");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-fA-F]{40}|[0-9a-fA-F]{64}");
  private static final Pattern ZEROS = Pattern.compile("0+");

  private Payload() {}

  static Optional<String> text(JsonNode node, String field) {
    JsonNode value = node.path(field);
    return value.isTextual() && !value.textValue().isBlank()
        ? Optional.of(value.textValue())
        : Optional.empty();
  }

  /** The texts of those fields, in that order. */
  static List<String> texts(JsonNode node, String... fields) {
    List<String> found = new ArrayList<>();
    for (String field : fields) {
      text(node, field).ifPresent(found::add);
    }
    return found;
  }

  /** The change that {@code ref}, {@code before} and {@code after} of a node tell of. */
  static Optional<RefChange> change(JsonNode node) {
    return text(node, "ref")
        .flatMap(Payload::branchOrTag)
        .map(ref -> new RefChange(ref, commit(node, "before"), commit(node, "after")));
  }

  /** The full name of a branch or tag; empty for other refs and for what is not a ref name. */
  static Optional<String> branchOrTag(String ref) {
    return ref.length() <= LONGEST_REF && REF.matcher(ref).matches()
        ? Optional.of(ref)
        : Optional.empty();
  }

  /** A commit in hex; null for the zeros that stand for none, and for what is not a commit. */
  static @Nullable String commit(JsonNode node, String field) {
    return text(node, field)
        .filter(id -> COMMIT.matcher(id).matches() && !ZEROS.matcher(id).matches())
        .orElse(null);
  }

  /** The first of those fields as a person's name, short and on one line. */
  static @Nullable String person(JsonNode node, String... fields) {
    return texts(node, fields).stream()
        .findFirst()
        .map(name -> name.replaceAll("\\p{Cntrl}", " ").strip())
        .map(name -> name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name)
        .orElse(null);
  }

  /** A provider's word for an event, fit for a log line. */
  static String kind(@Nullable String word) {
    return word == null || !word.matches("[A-Za-z0-9_. -]{1,60}") ? "unknown" : word;
  }
}
