package dev.plumbline.bench;

import dev.plumbline.git.DirectoryTree;
import dev.plumbline.git.TreeLimits;
import dev.plumbline.kustomize.Kustomize;
import dev.plumbline.kustomize.KustomizeOptions;
import java.nio.file.Path;

/** One build in a process of its own: {@code REPOSITORY FOLDER}. */
final class KustomizeOnce {

  private KustomizeOnce() {}

  static byte[] build(KustomizeCorpus.Overlay overlay) {
    DirectoryTree tree = new DirectoryTree(overlay.repository(), TreeLimits.DEFAULT);
    return Kustomize.build(tree, overlay.folder(), KustomizeOptions.DEFAULT).toYaml();
  }

  public static void main(String[] args) {
    byte[] yaml = build(new KustomizeCorpus.Overlay(Path.of(args[0]), args[1]));
    System.out.write(yaml, 0, yaml.length);
    System.out.flush();
  }
}
