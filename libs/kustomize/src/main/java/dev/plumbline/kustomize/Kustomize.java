package dev.plumbline.kustomize;

import dev.plumbline.git.FileTree;
import dev.plumbline.git.SymlinkTree;
import dev.plumbline.kustomize.build.Build;
import dev.plumbline.kustomize.files.KustomizationReader;
import dev.plumbline.kustomize.files.Root;

/** Builds folders with a kustomization. */
public final class Kustomize {

  private Kustomize() {}

  /**
   * Whether a folder has a kustomization.
   *
   * @param tree files as they are, or a {@link SymlinkTree} of them; links are followed
   * @param directory a path in the tree
   */
  public static boolean isIn(FileTree tree, String directory) {
    SymlinkTree links = tree instanceof SymlinkTree given ? given : new SymlinkTree(tree);
    return KustomizationReader.isIn(Root.of(tree, links, directory));
  }

  /**
   * Builds a folder.
   *
   * @param tree files as they are, or a {@link SymlinkTree} of them; links are followed, inside of
   *     the tree only
   * @param directory a path in the tree
   * @throws KustomizeException when it cannot be built, or would cost more than it may
   */
  public static KustomizeResult build(FileTree tree, String directory, KustomizeOptions options) {
    return new Build(options).run(tree, directory);
  }
}
