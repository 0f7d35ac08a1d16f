package dev.plumbline.manifests.directory;

import dev.plumbline.manifests.RenderLimits;

/** Counts what one file holds, so that a small file cannot become a large heap. */
final class NodeBudget {

  private final RenderLimits limits;
  private int nodes;
  private int aliased;

  NodeBudget(RenderLimits limits) {
    this.limits = limits;
  }

  /** Values counted so far. */
  int nodes() {
    return nodes;
  }

  /** Counts a value at a depth, the root of a document being at 1. */
  void add(int depth, int line) throws SyntaxException {
    if (depth > limits.maxDepth()) {
      throw SyntaxException.tooLarge(
          line, "values are nested deeper than " + limits.maxDepth() + ": flatten them");
    }
    count(1, line);
  }

  /** Counts what an alias repeats. */
  void addAlias(int size, int line) throws SyntaxException {
    aliased += size;
    if (aliased > limits.maxAliasedNodes()) {
      throw SyntaxException.tooLarge(
          line,
          "aliases repeat more than "
              + limits.maxAliasedNodes()
              + " values in this file: write them out, or split the file");
    }
    count(size, line);
  }

  private void count(int size, int line) throws SyntaxException {
    nodes += size;
    if (nodes > limits.maxNodes()) {
      throw SyntaxException.tooLarge(
          line, "the file has more than " + limits.maxNodes() + " values: split it");
    }
  }
}
