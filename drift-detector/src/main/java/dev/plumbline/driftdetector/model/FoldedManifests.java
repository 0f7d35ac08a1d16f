package dev.plumbline.driftdetector.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Manifests, compressed some at a time: what Git wants is looked into only when an object is
 * suspicious or written, and must not fill the memory until then. A manifest takes some 100 to 300
 * bytes so, instead of some 10 KB as a tree.
 */
final class FoldedManifests {

  private static final int TOGETHER = 16;

  private final byte[] compressed;

  private FoldedManifests(byte[] compressed) {
    this.compressed = compressed;
  }

  /** One of several manifests that were folded together. */
  record Fold(FoldedManifests of, int index) {
    ObjectNode unfold() {
      return of.unfold(index);
    }
  }

  /** Folds manifests; one fold for each, in order. */
  static List<Fold> fold(List<ObjectNode> manifests) {
    List<Fold> folds = new ArrayList<>();
    for (int from = 0; from < manifests.size(); from += TOGETHER) {
      int to = Math.min(manifests.size(), from + TOGETHER);
      FoldedManifests some = new FoldedManifests(compress(manifests.subList(from, to)));
      for (int i = 0; i < to - from; i++) {
        folds.add(new Fold(some, i));
      }
    }
    return folds;
  }

  private static byte[] compress(List<ObjectNode> manifests) {
    ArrayNode all = Json.mapper().createArrayNode().addAll(manifests);
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater)) {
      out.write(Json.mapper().writeValueAsBytes(all));
    } catch (IOException e) {
      throw new UncheckedIOException("a manifest cannot be written as JSON", e);
    } finally {
      deflater.end();
    }
    return bytes.toByteArray();
  }

  private ObjectNode unfold(int index) {
    Inflater inflater = new Inflater();
    try (InflaterInputStream in =
        new InflaterInputStream(new ByteArrayInputStream(compressed), inflater)) {
      JsonNode all = Json.mapper().readTree(in.readAllBytes());
      return (ObjectNode) all.get(index);
    } catch (IOException e) {
      throw new UncheckedIOException("a folded manifest cannot be read", e);
    } finally {
      inflater.end();
    }
  }
}
