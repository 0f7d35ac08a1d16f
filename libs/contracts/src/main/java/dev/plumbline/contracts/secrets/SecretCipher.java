package dev.plumbline.contracts.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.plumbline.contracts.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Seals the values of Secrets before they travel or rest, with AES-256-GCM, and takes digests over
 * them that tell nothing without the key. In other objects it seals the texts that its caller
 * names, since they hold what was decrypted. The nonce is derived from key, name and value, so that
 * the same Secret is always sealed to the same text and renders stay comparable; what that gives
 * away is only whether a value stayed the same.
 */
public final class SecretCipher {

  private static final String MARK = "plumbline-sealed:";
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;
  private static final List<String> SEALED_FIELDS = List.of("data", "stringData");
  private static final Set<String> NAMING =
      Set.of("/apiVersion", "/kind", "/metadata/name", "/metadata/namespace");

  private final KeyRing keys;

  public SecretCipher(KeyRing keys) {
    this.keys = keys;
  }

  /** Whether a manifest is a core {@code Secret}. */
  public static boolean isSecret(JsonNode manifest) {
    return "Secret".equals(manifest.path("kind").asText())
        && "v1".equals(manifest.path("apiVersion").asText());
  }

  /**
   * Whether a manifest as it travels holds anything secret: it is a Secret, or something in it is
   * sealed.
   */
  public static boolean isSensitive(JsonNode manifest) {
    return isSecret(manifest) || holdsSealed(manifest);
  }

  /** Whether a text is of the form that only sealing gives. */
  public static boolean isReserved(String text) {
    return text.startsWith(MARK);
  }

  /** A copy with every value of a Secret sealed; any other manifest comes back as it is. */
  public ObjectNode seal(ObjectNode manifest) {
    return seal(manifest, text -> false);
  }

  /**
   * A copy with every value of a Secret sealed, or every text of another manifest that the caller
   * calls secret, but for what names it. What has nothing to seal comes back as it is.
   */
  public ObjectNode seal(ObjectNode manifest, Predicate<String> secret) {
    if (isSecret(manifest)) {
      return transform(manifest, true);
    }
    return holds(manifest, "", secret) ? (ObjectNode) sealed(manifest, "", secret) : manifest;
  }

  /**
   * A copy with every sealed text in clear again.
   *
   * @throws IllegalStateException if a value was sealed with a key that is not in the ring, or was
   *     tampered with; the message names key id and field, never a value
   */
  public ObjectNode open(ObjectNode manifest) {
    if (isSecret(manifest)) {
      return transform(manifest, false);
    }
    return holdsSealed(manifest) ? (ObjectNode) opened(manifest, "") : manifest;
  }

  /**
   * Hash of a manifest in clear: SHA-256 of its canonical JSON, or HMAC-SHA-256 of it for a Secret.
   */
  public String digest(ObjectNode manifest) {
    return digest(manifest, isSecret(manifest));
  }

  /** Hash of a manifest in clear, keyed if it is called secret. */
  public String digest(ObjectNode manifest, boolean secret) {
    return secret ? keyedDigest(Json.canonical(manifest)) : Json.sha256(manifest);
  }

  /** HMAC-SHA-256 of a text under a key derived from the active one, in hex. */
  public String keyedDigest(String text) {
    return HexFormat.of().formatHex(hmac(keys.activeKey(), "digest", text));
  }

  private static boolean holdsSealed(JsonNode node) {
    return holds(node, "", SecretCipher::isReserved);
  }

  private static boolean holds(JsonNode node, String pointer, Predicate<String> wanted) {
    if (node.isTextual()) {
      return !NAMING.contains(pointer) && wanted.test(node.textValue());
    }
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> field : node.properties()) {
        if (holds(field.getValue(), below(pointer, field.getKey()), wanted)) {
          return true;
        }
      }
      return false;
    }
    for (JsonNode item : node) {
      if (holds(item, below(pointer, ""), wanted)) {
        return true;
      }
    }
    return false;
  }

  private JsonNode sealed(JsonNode node, String pointer, Predicate<String> secret) {
    return mapped(
        node,
        pointer,
        (at, text) -> !NAMING.contains(at) && secret.test(text) ? sealText(at, text) : text);
  }

  private JsonNode opened(JsonNode node, String pointer) {
    return mapped(node, pointer, this::openText);
  }

  /** A copy with each text mapped by the function of its place and itself. */
  private static JsonNode mapped(JsonNode node, String pointer, BinaryOperator<String> mapping) {
    if (node.isTextual()) {
      return new TextNode(mapping.apply(pointer, node.textValue()));
    }
    if (node.isObject()) {
      ObjectNode copy = Json.mapper().createObjectNode();
      node.properties()
          .forEach(
              field ->
                  copy.set(
                      field.getKey(),
                      mapped(field.getValue(), below(pointer, field.getKey()), mapping)));
      return copy;
    }
    if (node.isArray()) {
      ArrayNode copy = Json.mapper().createArrayNode();
      node.forEach(item -> copy.add(mapped(item, below(pointer, ""), mapping)));
      return copy;
    }
    return node;
  }

  private static String below(String pointer, String name) {
    return pointer + "/" + name;
  }

  private ObjectNode transform(ObjectNode manifest, boolean seal) {
    ObjectNode copy = manifest.deepCopy();
    for (String field : SEALED_FIELDS) {
      if (copy.get(field) instanceof ObjectNode values) {
        List<String> names = new ArrayList<>();
        values.fieldNames().forEachRemaining(names::add);
        for (String name : names) {
          JsonNode value = values.get(name);
          if (value != null && value.isTextual()) {
            String text = value.textValue();
            values.set(name, new TextNode(seal ? sealText(name, text) : openText(name, text)));
          }
        }
      }
    }
    return copy;
  }

  private String sealText(String name, String text) {
    byte[] key = keys.activeKey();
    byte[] nonce = Arrays.copyOf(hmac(key, "nonce", name + "\0" + text), NONCE_BYTES);
    byte[] sealed =
        crypt(Cipher.ENCRYPT_MODE, key, nonce, name, text.getBytes(StandardCharsets.UTF_8));
    byte[] both = ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
    return MARK + keys.activeId() + ":" + Base64.getEncoder().encodeToString(both);
  }

  private String openText(String name, String text) {
    if (!text.startsWith(MARK)) {
      return text;
    }
    int colon = text.indexOf(':', MARK.length());
    String keyId = text.substring(MARK.length(), colon);
    byte[] key = keys.key(keyId);
    if (key == null) {
      throw new IllegalStateException(
          "the value of '" + name + "' was sealed with key '" + keyId + "', which is not at hand");
    }
    byte[] both = Base64.getDecoder().decode(text.substring(colon + 1));
    byte[] nonce = Arrays.copyOf(both, NONCE_BYTES);
    byte[] sealed = Arrays.copyOfRange(both, NONCE_BYTES, both.length);
    return new String(crypt(Cipher.DECRYPT_MODE, key, nonce, name, sealed), StandardCharsets.UTF_8);
  }

  private static byte[] crypt(int mode, byte[] key, byte[] nonce, String name, byte[] input) {
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(name.getBytes(StandardCharsets.UTF_8));
      return cipher.doFinal(input);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the sealed value of '" + name + "' is not intact", e);
    }
  }

  private static byte[] hmac(byte[] key, String purpose, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      mac.update(purpose.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) 0);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
