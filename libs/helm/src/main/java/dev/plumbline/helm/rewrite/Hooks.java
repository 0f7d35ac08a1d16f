package dev.plumbline.helm.rewrite;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Set;

/**
 * Hooks, which the library leaves out of what it gives: while it works they have another name, of
 * the same length, and so are manifests like all others.
 */
public final class Hooks {

  /** The annotation that makes a hook, and the beginning of those that say more of it. */
  public static final String NAME = "helm.sh/hook";

  static final String HIDDEN = "helm.sh/h0ok";

  private static final Set<String> EVENTS =
      Set.of(
          "pre-install",
          "post-install",
          "pre-delete",
          "post-delete",
          "pre-upgrade",
          "post-upgrade",
          "pre-rollback",
          "post-rollback",
          "test",
          "test-success");

  private Hooks() {}

  /** What a manifest is. */
  public enum Role {
    /** No hook. */
    MANIFEST,
    HOOK,
    /** A hook of {@code helm test}. */
    TEST,
    /** A hook of an event that Helm does not know: it is passed over. */
    UNKNOWN
  }

  static String hide(String text) {
    return text.replace(NAME, HIDDEN);
  }

  /** The text as it is without our change. */
  public static String show(String text) {
    return text.replace(HIDDEN, NAME);
  }

  /** What a manifest is. */
  public static Role role(JsonNode manifest) {
    JsonNode events = manifest.path("metadata").path("annotations").path(NAME);
    if (!events.isTextual()) {
      return Role.MANIFEST;
    }
    Role role = Role.HOOK;
    for (String each : events.asText().split(",", -1)) {
      String event = each.strip().toLowerCase(Locale.ROOT);
      if (!EVENTS.contains(event)) {
        return Role.UNKNOWN;
      }
      role = event.startsWith("test") ? Role.TEST : role;
    }
    return role;
  }
}
