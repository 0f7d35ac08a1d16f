package dev.plumbline.renderer.model;

import java.util.Optional;
import java.util.Set;

/** What tools the files of a directory are for, told by their names. */
public enum SourceKind {
  KUSTOMIZE("Kustomize"),
  HELM("Helm"),
  JSONNET("Jsonnet");

  private static final Set<String> KUSTOMIZATIONS =
      Set.of("kustomization.yaml", "kustomization.yml", "Kustomization");

  private final String displayName;

  SourceKind(String displayName) {
    this.displayName = displayName;
  }

  /** The tool's name, for people. */
  public String displayName() {
    return displayName;
  }

  /** The tool that a file of this name is the sign of. */
  public static Optional<SourceKind> signalledBy(String fileName) {
    if (KUSTOMIZATIONS.contains(fileName)) {
      return Optional.of(KUSTOMIZE);
    }
    if (fileName.equals("Chart.yaml")) {
      return Optional.of(HELM);
    }
    return fileName.endsWith(".jsonnet") ? Optional.of(JSONNET) : Optional.empty();
  }
}
