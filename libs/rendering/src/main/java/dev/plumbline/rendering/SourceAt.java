package dev.plumbline.rendering;

import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.FileTree;

/**
 * A source of an application at the revision that it is looked at.
 *
 * @param files of the repository, or of the chart
 */
public record SourceAt(Application.Source source, SourceRevision revision, FileTree files) {}
