package dev.plumbline.manifests;

import java.util.Optional;
import java.util.Set;

/** What tools the files of a directory are for, told by their names. */
public enum SourceKind {
  KUSTOMIZE("Kustomize", "have its folder built: point spec.source.path there, without directory"),
  HELM("Helm", "have the chart rendered: point spec.source.path there, without directory");

  private static final Set<String> KUSTOMIZATIONS =
      Set.of("kustomization.yaml", "kustomization.yml", "Kustomization");

  private final String displayName;
  private final String advice;

  SourceKind(String displayName, String advice) {
    this.displayName = displayName;
    this.advice = advice;
  }

  /** The tool's name, for people. */
  public String displayName() {
    return displayName;
  }

  /** What to do with such a file among plain manifests, beside leaving it out. */
  public String advice() {
    return advice;
  }

  /** The tool that a file of this name is the sign of. */
  public static Optional<SourceKind> signalledBy(String fileName) {
    if (KUSTOMIZATIONS.contains(fileName)) {
      return Optional.of(KUSTOMIZE);
    }
    return fileName.equals("Chart.yaml") ? Optional.of(HELM) : Optional.empty();
  }
}
