package dev.plumbline.kustomize.transform;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.files.FieldReader;

/** What becomes of an image. */
public record Image(String name, String newName, String tagSuffix, String newTag, String digest) {

  /** Reads one from configuration. */
  public static Image read(FieldReader fields) {
    Image image =
        new Image(
            fields.text("name"),
            fields.text("newName"),
            fields.text("tagSuffix"),
            fields.text("newTag"),
            fields.text("digest"));
    fields.end();
    return image;
  }

  Pattern pattern() {
    try {
      return Pattern.compile("^" + name + "(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$");
    } catch (PatternSyntaxException e) {
      throw new KustomizeException(
          "", 0, "images", "the name \"" + name + "\" is no regular expression", e);
    }
  }

  /** An image with name, tag and digest replaced as told. */
  String applied(String image) {
    int slash = Math.max(image.indexOf('/'), 0);
    int digestAt = image.indexOf('@', slash);
    int tagAt = image.indexOf(':', slash);
    if (digestAt >= 0 && tagAt > digestAt) {
      tagAt = -1;
    }
    int nameEnd = tagAt >= 0 ? tagAt : digestAt >= 0 ? digestAt : image.length();
    String oldTag =
        tagAt < 0 ? "" : image.substring(tagAt + 1, digestAt < 0 ? image.length() : digestAt);
    String oldDigest = digestAt < 0 ? "" : image.substring(digestAt + 1);
    String tag = newTag.isEmpty() ? oldTag : newTag;
    String sum = oldDigest;
    if (!newTag.isEmpty() || !digest.isEmpty()) {
      tag = newTag;
      sum = digest;
    } else if (!tagSuffix.isEmpty()) {
      tag = oldTag + tagSuffix;
      sum = "";
    }
    return (newName.isEmpty() ? image.substring(0, nameEnd) : newName)
        + (tag.isEmpty() ? "" : ":" + tag)
        + (sum.isEmpty() ? "" : "@" + sum);
  }
}
