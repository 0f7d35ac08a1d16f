package dev.plumbline.manifests;

/**
 * What one render may cost. All bounds hold against hostile repositories; a user who meets one is
 * told which.
 *
 * @param maxFiles most files taken
 * @param maxFileBytes most bytes of one file
 * @param maxInputBytes most bytes of all files together
 * @param maxDepth deepest nesting of one document
 * @param maxNodes most values in one file, those that aliases repeat included
 * @param maxAliasedNodes most values in one file that aliases repeat
 * @param maxObjects most objects rendered
 * @param maxRenderedBytes most bytes of all objects together, as JSON; less than a record holds,
 *     since plans carry more than the manifests
 */
public record RenderLimits(
    int maxFiles,
    int maxFileBytes,
    long maxInputBytes,
    int maxDepth,
    int maxNodes,
    int maxAliasedNodes,
    int maxObjects,
    long maxRenderedBytes) {

  private static final int MIB = 1024 * 1024;

  /** 10,000 files of 8 MiB and 64 MiB together; 20,000 objects of 15 MiB together. */
  public static final RenderLimits DEFAULT =
      new RenderLimits(10_000, 8 * MIB, 64L * MIB, 100, 500_000, 100_000, 20_000, 15L * MIB);
}
