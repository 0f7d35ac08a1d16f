package dev.plumbline.manifests.directory;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.manifests.ManifestList;
import dev.plumbline.manifests.Place;
import dev.plumbline.manifests.RenderLimits;
import dev.plumbline.manifests.SourceObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads one file into the objects that are in it. */
final class ManifestFile {

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final String path;
  private final List<SourceObject> objects = new ArrayList<>();

  private ManifestFile(String path) {
    this.path = path;
  }

  /**
   * The objects of a file: every document that is not empty, lists opened.
   *
   * @throws SyntaxException when it is not YAML (or JSON, by its name), or a document is not a
   *     mapping
   */
  static List<SourceObject> read(String path, byte[] bytes, RenderLimits limits)
      throws SyntaxException {
    String text = decode(bytes);
    ManifestFile file = new ManifestFile(path);
    List<Document> documents =
        path.toLowerCase(Locale.ROOT).endsWith(".json")
            ? JsonDocuments.read(text, limits)
            : YamlDocuments.read(text, limits);
    for (Document document : documents) {
      if (!document.root().isNull()) {
        file.add(document, document.root());
      }
    }
    return file.objects;
  }

  private static String decode(byte[] bytes) throws SyntaxException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw SyntaxException.inFile("the file is not UTF-8 text");
    }
  }

  private void add(Document document, JsonNode node) throws SyntaxException {
    int line = document.lineOf(node);
    if (!(node instanceof ObjectNode manifest)) {
      throw SyntaxException.at(
          line, 1, "a manifest must be a mapping with apiVersion and kind, this is not a mapping");
    }
    if (!ManifestList.is(manifest)) {
      objects.add(new SourceObject(manifest, new Place(path, line)));
      return;
    }
    for (JsonNode item : ManifestList.items(manifest)) {
      add(document, item);
    }
  }
}
