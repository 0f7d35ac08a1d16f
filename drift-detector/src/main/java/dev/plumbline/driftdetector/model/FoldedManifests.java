package dev.plumbline.driftdetector.model;

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

  /** Where each ends in what is not compressed, so that one can be read without those beside it. */
  private final int[] ends;

  private FoldedManifests(byte[] compressed, int[] ends) {
    this.compressed = compressed;
    this.ends = ends;
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
      FoldedManifests some = together(manifests.subList(from, to));
      for (int i = 0; i < to - from; i++) {
        folds.add(new Fold(some, i));
      }
    }
    return folds;
  }

  private static FoldedManifests together(List<ObjectNode> manifests) {
    int[] ends = new int[manifests.size()];
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater)) {
      int end = 0;
      for (int i = 0; i < ends.length; i++) {
        byte[] manifest = Json.mapper().writeValueAsBytes(manifests.get(i));
        out.write(manifest);
        end += manifest.length;
        ends[i] = end;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a manifest cannot be written as JSON", e);
    } finally {
      deflater.end();
    }
    return new FoldedManifests(bytes.toByteArray(), ends);
  }

  private ObjectNode unfold(int index) {
    int start = index == 0 ? 0 : ends[index - 1];
    Inflater inflater = new Inflater();
    try (InflaterInputStream in =
        new InflaterInputStream(new ByteArrayInputStream(compressed), inflater)) {
      in.skipNBytes(start);
      return (ObjectNode) Json.mapper().readTree(in.readNBytes(ends[index] - start));
    } catch (IOException e) {
      throw new UncheckedIOException("a folded manifest cannot be read", e);
    } finally {
      inflater.end();
    }
  }
}
