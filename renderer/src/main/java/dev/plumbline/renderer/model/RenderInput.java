package dev.plumbline.renderer.model;

import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.FileTree;
import dev.plumbline.git.SymlinkTree;
import dev.plumbline.manifests.Checkpoint;
import dev.plumbline.manifests.RenderLimits;

/**
 * What a renderer works from; it must depend on nothing else.
 *
 * @param files the repository at one commit, symlinks followed inside it; everything asked of it is
 *     recorded
 * @param path the source's directory, a path by the rules of {@link FileTree}
 * @param spec the application as the user wrote it
 * @param remotes what it may have from outside of the repository; recorded too
 */
public record RenderInput(
    SymlinkTree files,
    String path,
    Application.Spec spec,
    RenderLimits limits,
    Checkpoint checkpoint,
    Remotes remotes) {}
