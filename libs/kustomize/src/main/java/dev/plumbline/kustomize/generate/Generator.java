package dev.plumbline.kustomize.generate;

import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.files.Kustomization.GeneratorArguments;
import dev.plumbline.kustomize.files.Root;
import dev.plumbline.kustomize.resource.Behavior;
import dev.plumbline.kustomize.resource.Resource;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.NodePaths;
import dev.plumbline.kustomize.yaml.Style;
import dev.plumbline.kustomize.yaml.Tags;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Makes config maps and secrets. */
public final class Generator {

  private static final int BASE64_LINE = 70;

  private final Root root;

  public Generator(Root root) {
    this.root = root;
  }

  /** A config map; what is no text is in its binary data. */
  public Resource configMap(GeneratorArguments arguments) {
    Resource resource = base("ConfigMap", arguments);
    KeyValues.of(arguments, root)
        .forEach(
            (key, bytes) -> {
              String text = text(bytes);
              Node value = Node.string(text == null ? base64(bytes) : text);
              put(resource, text == null ? "binaryData" : "data", key, value);
            });
    return finished(resource, arguments);
  }

  /** A secret. */
  public Resource secret(GeneratorArguments arguments) {
    Resource resource = base("Secret", arguments);
    String type = arguments.type().isEmpty() ? "Opaque" : arguments.type();
    NodePaths.set(resource.node(), "type", Node.string(type));
    NodePaths.getOrCreate(resource.node(), "data", Node.Kind.MAPPING);
    KeyValues.of(arguments, root)
        .forEach((key, bytes) -> put(resource, "data", key, Node.string(base64(bytes))));
    return finished(resource, arguments);
  }

  private static Resource base(String kind, GeneratorArguments arguments) {
    if (arguments.name().isEmpty()) {
      throw new KustomizeException(
          "", 0, "name", "a generated " + kind + " must have a name", null);
    }
    Resource resource =
        new Resource(
            Node.mapping().add("apiVersion", Node.string("v1")).add("kind", Node.string(kind)));
    Node metadata = NodePaths.getOrCreate(resource.node(), "metadata", Node.Kind.MAPPING);
    NodePaths.set(metadata, "name", Node.string(arguments.name()));
    if (!arguments.namespace().isEmpty()) {
      NodePaths.set(metadata, "namespace", Node.string(arguments.namespace()));
    }
    return resource;
  }

  private static Resource finished(Resource resource, GeneratorArguments arguments) {
    putAll(resource, "labels", arguments.options().labels());
    putAll(resource, "annotations", arguments.options().annotations());
    if (arguments.options().immutable()) {
      NodePaths.set(resource.node(), "immutable", Node.scalar(Tags.BOOLEAN, "true", Style.PLAIN));
    }
    resource
        .history()
        .generated(Behavior.of(arguments.behavior()), !arguments.options().disableNameSuffixHash());
    return resource;
  }

  private static void putAll(Resource resource, String field, SortedMap<String, String> entries) {
    Node metadata = NodePaths.getOrCreate(resource.node(), "metadata", Node.Kind.MAPPING);
    for (Map.Entry<String, String> entry : entries.entrySet()) {
      NodePaths.set(
          NodePaths.getOrCreate(metadata, field, Node.Kind.MAPPING),
          entry.getKey(),
          Node.scalar(Tags.STRING, entry.getValue(), Style.SINGLE_QUOTED));
    }
  }

  /** A line that begins with its equals sign has no key, and comes to nothing. */
  private static void put(Resource resource, String field, String key, Node value) {
    if (key.isEmpty()) {
      return;
    }
    NodePaths.set(NodePaths.getOrCreate(resource.node(), field, Node.Kind.MAPPING), key, value);
  }

  private static @Nullable String text(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  /** In lines of 70, when there is more than one. */
  private static String base64(byte[] bytes) {
    String encoded = Base64.getEncoder().encodeToString(bytes);
    if (encoded.length() < BASE64_LINE) {
      return encoded;
    }
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < encoded.length(); i += BASE64_LINE) {
      lines.append(encoded, i, Math.min(encoded.length(), i + BASE64_LINE)).append('\n');
    }
    return lines.toString();
  }
}
