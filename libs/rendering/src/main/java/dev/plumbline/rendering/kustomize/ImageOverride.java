package dev.plumbline.rendering.kustomize;

import dev.plumbline.contracts.resources.Application;
import dev.plumbline.kustomize.yaml.Node;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What becomes of an image. A {@code *} stands for what the kustomization says. */
record ImageOverride(String name, String newName, String newTag, String digest) {

  private static final String KEPT = "*";

  /** An image as {@code kustomize edit set image} takes it; nothing when the text is none. */
  static Optional<ImageOverride> parse(String text) {
    int equals = text.indexOf('=');
    String image = text.substring(equals + 1);
    int slash = Math.max(image.indexOf('/'), 0);
    int at = image.indexOf('@', slash);
    int colon = image.indexOf(':', slash);
    if (at >= 0 && colon > at) {
      colon = -1;
    }
    int end = colon >= 0 ? colon : at >= 0 ? at : image.length();
    String name = image.substring(0, end);
    String tag = colon < 0 ? "" : image.substring(colon + 1, at < 0 ? image.length() : at);
    String digest = at < 0 ? "" : image.substring(at + 1);
    if (name.equals(text)) {
      return Optional.empty();
    }
    return Optional.of(
        equals < 0
            ? new ImageOverride(name, "", tag, digest)
            : new ImageOverride(text.substring(0, equals), name, tag, digest));
  }

  static ImageOverride of(Application.Image image) {
    return new ImageOverride(
        image.name(), orEmpty(image.newName()), orEmpty(image.newTag()), orEmpty(image.digest()));
  }

  /** This over an entry of the kustomization. */
  ImageOverride over(Node entry) {
    return new ImageOverride(
        name,
        kept(newName, KustomizationEdit.fieldText(entry, "newName")),
        kept(newTag, KustomizationEdit.fieldText(entry, "newTag")),
        kept(digest, KustomizationEdit.fieldText(entry, "digest")));
  }

  /** An entry of {@code images}. */
  Node toNode() {
    Map<String, @Nullable Object> entry = new LinkedHashMap<>();
    entry.put("name", name);
    entry.put("newName", kept(newName, ""));
    entry.put("newTag", kept(newTag, ""));
    entry.put("digest", kept(digest, ""));
    return KustomizationEdit.node(entry);
  }

  private static String kept(String own, String before) {
    return own.equals(KEPT) ? before : own;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
