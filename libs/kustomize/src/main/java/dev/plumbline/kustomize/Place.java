package dev.plumbline.kustomize;

/**
 * Where a manifest came from.
 *
 * @param file path in the tree, or the URL of something remote; that of the kustomization for what
 *     was generated
 * @param line from 1 where the manifest, or what generated it, begins; 0 when it is not known
 * @param generator what generated it; empty for what was read
 */
public record Place(String file, int line, String generator) {

  public static final Place UNKNOWN = new Place("", 0, "");

  @Override
  public String toString() {
    String at = line > 0 ? file + ":" + line : file;
    return generator.isEmpty() ? at : at + " (" + generator + ")";
  }
}
