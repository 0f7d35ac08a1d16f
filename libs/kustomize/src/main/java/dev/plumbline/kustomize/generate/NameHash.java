package dev.plumbline.kustomize.generate;

import dev.plumbline.kustomize.resource.Resource;
import dev.plumbline.kustomize.resource.Resources;
import dev.plumbline.kustomize.transform.Transformer;
import dev.plumbline.kustomize.yaml.CanonicalJson;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.NodeData;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Appends a hash of the content to the names of generated resources. The name itself counts as
 * empty, as in the original.
 */
public final class NameHash implements Transformer {

  private static final int LENGTH = 10;

  @Override
  public void transform(Resources resources) {
    for (Resource resource : resources.list()) {
      if (resource.history().needsHash()) {
        String hash = of(resource);
        resource.rememberId();
        resource.setName(resource.name() + "-" + hash);
      }
    }
  }

  private static String of(Resource resource) {
    Map<String, @Nullable Object> content = new HashMap<>();
    content.put("kind", resource.kind());
    content.put("name", "");
    content.put("data", value(resource, "data"));
    boolean secret = resource.kind().equals("Secret");
    if (secret) {
      content.put("type", value(resource, "type"));
    }
    String more = secret ? "stringData" : "binaryData";
    if (value(resource, more) instanceof Map<?, ?> map) {
      content.put(more, map);
    }
    return encoded(CanonicalJson.of(content));
  }

  private static Object value(Resource resource, String field) {
    Node node = resource.node().field(field);
    if (node == null) {
      return "";
    }
    return node.isScalar() ? node.value() : NodeData.map(node);
  }

  /** Letters and digits that make no words. */
  private static String encoded(String json) {
    StringBuilder hash = new StringBuilder(sha256(json).substring(0, LENGTH));
    for (int i = 0; i < LENGTH; i++) {
      hash.setCharAt(
          i,
          switch (hash.charAt(i)) {
            case '0' -> 'g';
            case '1' -> 'h';
            case '3' -> 'k';
            case 'a' -> 'm';
            case 'e' -> 't';
            default -> hash.charAt(i);
          });
    }
    return hash.toString();
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }
}
