package dev.plumbline.sops;

/**
 * What one encrypted file may cost.
 *
 * @param maxBytes most bytes of it
 * @param maxDepth deepest nesting
 * @param maxValues most values, those that aliases repeat included
 * @param maxRecipients most entries of age recipients, each of which may cost a key agreement
 */
public record SopsLimits(int maxBytes, int maxDepth, int maxValues, int maxRecipients) {

  /** 8 MiB, 100 levels, 200,000 values, 200 recipients. */
  public static final SopsLimits DEFAULT = new SopsLimits(8 * 1024 * 1024, 100, 200_000, 200);
}
