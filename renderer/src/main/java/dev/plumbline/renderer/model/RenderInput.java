package dev.plumbline.renderer.model;

import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.FileTree;

/**
 * What a renderer works from; it must depend on nothing else.
 *
 * @param files the repository at one commit, symlinks followed inside it; everything asked of it is
 *     recorded
 * @param path the source's directory, a path by the rules of {@link FileTree}
 * @param source the source as the user wrote it
 */
public record RenderInput(
    FileTree files,
    String path,
    Application.Source source,
    RenderLimits limits,
    Checkpoint checkpoint) {}
