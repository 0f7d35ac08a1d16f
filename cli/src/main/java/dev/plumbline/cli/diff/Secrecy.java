package dev.plumbline.cli.diff;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.secrets.SecretCipher;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Takes out of both sides of an object what is secret, so that it still shows that it differs.
 *
 * <p>Of a Secret that is every value, and every other text that has one of them in it. Of another
 * object it is what was decrypted or came from a Secret; since the same place may have held another
 * secret before, texts that are only on the cluster are not shown of such an object either.
 */
final class Secrecy {

  private static final String HIDDEN = "(secret)";
  private static final String HIDDEN_AND_OTHER = "(secret, another value)";

  /** Shorter ones tell nothing, and are in everything. */
  private static final int SHORTEST = 4;

  private final boolean secret;
  private final boolean sensitive;
  private final Set<String> hidden = new HashSet<>();
  private final Set<String> open = new HashSet<>();

  private Secrecy(boolean secret, boolean sensitive) {
    this.secret = secret;
    this.sensitive = sensitive;
  }

  /**
   * The secrecy of an object that Git has.
   *
   * @param sealed the manifest as it travels
   * @param inClear the same, opened
   */
  static Secrecy of(ObjectNode sealed, ObjectNode inClear) {
    Secrecy secrecy = new Secrecy(SecretCipher.isSecret(inClear), SecretCipher.isSensitive(sealed));
    secrecy.collect(sealed, inClear);
    return secrecy;
  }

  /** The secrecy of an object that only the cluster has. */
  static Secrecy of(ObjectNode live) {
    boolean secret = SecretCipher.isSecret(live);
    return new Secrecy(secret, secret);
  }

  /** Whether anything in the object is secret. */
  boolean sensitive() {
    return sensitive;
  }

  /** Both sides of an object without what is secret. */
  record Sides(JsonNode wanted, JsonNode live) {}

  /**
   * Takes it out; what is missing stays missing.
   *
   * @param wanted as the API server would have it
   */
  Sides hide(JsonNode wanted, JsonNode live) {
    if (!sensitive) {
      return new Sides(wanted, live);
    }
    if (secret) {
      values(wanted);
      values(live);
    } else {
      texts(wanted);
    }
    return pair(wanted, live, "");
  }

  private void collect(JsonNode sealed, JsonNode inClear) {
    if (sealed.isTextual()) {
      if (SecretCipher.isReserved(sealed.textValue())) {
        add(inClear.asText());
      }
    } else if (sealed.isObject()) {
      sealed.properties().forEach(f -> collect(f.getValue(), inClear.path(f.getKey())));
    } else {
      for (int i = 0; i < sealed.size(); i++) {
        collect(sealed.path(i), inClear.path(i));
      }
    }
  }

  /** The values of a Secret, as they are written and as they are meant. */
  private void values(JsonNode object) {
    for (String field : Set.of("data", "stringData")) {
      for (JsonNode value : object.path(field)) {
        add(value.asText());
        add(decoded(value.asText()));
      }
    }
  }

  private static String decoded(String text) {
    try {
      return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // It is in clear.
    }
  }

  private void add(String text) {
    if (text.length() >= SHORTEST) {
      hidden.add(text);
    }
  }

  private void texts(JsonNode node) {
    if (node.isTextual()) {
      open.add(node.textValue());
    } else {
      node.forEach(this::texts);
    }
  }

  private boolean isHidden(String pointer, String text) {
    if (secret && (pointer.startsWith("/data/") || pointer.startsWith("/stringData/"))) {
      return true;
    }
    return hidden.contains(text) || hidden.stream().anyMatch(text::contains);
  }

  /** What is only live may be a secret of yesterday. */
  private boolean isLiveHidden(String pointer, String text) {
    return isHidden(pointer, text)
        || (!secret && text.length() >= SHORTEST && !open.contains(text));
  }

  private Sides pair(JsonNode wanted, JsonNode live, String pointer) {
    if (wanted.isObject() || live.isObject()) {
      return fields(wanted, live, pointer);
    }
    if (wanted.isArray() || live.isArray()) {
      return items(wanted, live, pointer);
    }
    boolean hideWanted = wanted.isTextual() && isHidden(pointer, wanted.textValue());
    boolean hideLive = live.isTextual() && isLiveHidden(pointer, live.textValue());
    boolean other = hideWanted && hideLive && !wanted.equals(live);
    return new Sides(
        hideWanted ? new TextNode(other ? HIDDEN_AND_OTHER : HIDDEN) : wanted,
        hideLive ? new TextNode(HIDDEN) : live);
  }

  private Sides fields(JsonNode wanted, JsonNode live, String pointer) {
    Set<String> names = new LinkedHashSet<>();
    wanted.fieldNames().forEachRemaining(names::add);
    live.fieldNames().forEachRemaining(names::add);
    ObjectNode ours = Json.mapper().createObjectNode();
    ObjectNode theirs = Json.mapper().createObjectNode();
    for (String name : names) {
      Sides sides = pair(wanted.path(name), live.path(name), pointer + "/" + name);
      set(ours, name, sides.wanted());
      set(theirs, name, sides.live());
    }
    return sides(wanted, live, ours, theirs, pointer, wanted.isObject(), live.isObject());
  }

  private Sides items(JsonNode wanted, JsonNode live, String pointer) {
    ArrayNode ours = Json.mapper().createArrayNode();
    ArrayNode theirs = Json.mapper().createArrayNode();
    for (int i = 0; i < wanted.size(); i++) {
      ours.add(pair(wanted.path(i), counterpart(wanted.path(i), live, i), pointer + "/").wanted());
    }
    for (int i = 0; i < live.size(); i++) {
      theirs.add(pair(counterpart(live.path(i), wanted, i), live.path(i), pointer + "/").live());
    }
    return sides(wanted, live, ours, theirs, pointer, wanted.isArray(), live.isArray());
  }

  /** The item of the same name, else the one at the same place. */
  private static JsonNode counterpart(JsonNode item, JsonNode others, int index) {
    JsonNode name = item.path("name");
    if (!name.isMissingNode()) {
      for (JsonNode other : others) {
        if (other.path("name").equals(name)) {
          return other;
        }
      }
      return MissingNode.getInstance();
    }
    return others.path(index);
  }

  /** Where one side is something else altogether, it is looked at by itself. */
  private Sides sides(
      JsonNode wanted,
      JsonNode live,
      JsonNode ours,
      JsonNode theirs,
      String pointer,
      boolean isOurs,
      boolean isTheirs) {
    return new Sides(
        isOurs ? ours : alone(wanted, pointer, true),
        isTheirs ? theirs : alone(live, pointer, false));
  }

  private JsonNode alone(JsonNode node, String pointer, boolean isWanted) {
    if (node.isMissingNode()) {
      return node;
    }
    Sides sides =
        isWanted
            ? pair(node, MissingNode.getInstance(), pointer)
            : pair(MissingNode.getInstance(), node, pointer);
    return isWanted ? sides.wanted() : sides.live();
  }

  private static void set(ObjectNode object, String name, JsonNode value) {
    if (!value.isMissingNode()) {
      object.set(name, value);
    }
  }
}
