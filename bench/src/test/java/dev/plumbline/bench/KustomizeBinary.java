package dev.plumbline.bench;

import dev.plumbline.bench.KustomizeCorpus.Overlay;
import java.util.Optional;

/** The official tool, started anew for each build. */
record KustomizeBinary(OfficialTool tool, boolean named) {

  /** The tool that is named, with its subcommand, or that is on the path. */
  static Optional<KustomizeBinary> find() {
    boolean named = !System.getProperty("kustomize.command", "").isBlank();
    return OfficialTool.find("kustomize.command", "kustomize")
        .map(tool -> new KustomizeBinary(tool, named));
  }

  /** Builds a folder, and says whether it could. */
  boolean build(Overlay overlay) {
    String folder = overlay.path().toString();
    return named ? tool.run(folder) : tool.run("build", folder);
  }
}
