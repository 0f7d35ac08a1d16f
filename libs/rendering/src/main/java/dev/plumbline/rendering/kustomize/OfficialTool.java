package dev.plumbline.rendering.kustomize;

import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.git.FileTree;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.rendering.RenderInput;

/** The official tool, where an operator allows it. */
@FunctionalInterface
public interface OfficialTool {

  /** Not allowed, as by default. */
  OfficialTool REFUSED =
      (files, input) -> {
        throw new RenderException(
            FailureReason.NotPermitted,
            "spec.source.kustomize.engine is binary, which is switched off: leave it out, or set"
                + " plumbline.renderer.kustomize.binary where the renderer runs");
      };

  /**
   * Builds the folder of the input.
   *
   * @param files what may be read: all of the repository as the application changes it, links as
   *     they are
   * @return what the tool prints
   */
  byte[] build(FileTree files, RenderInput input) throws RenderException;
}
