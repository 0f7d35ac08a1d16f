package dev.plumbline.git;

/**
 * What a target revision turned out to be.
 *
 * @param ref the full name of the ref it was found under, such as {@code refs/heads/main}
 * @param commit the commit that ref pointed at
 */
public record ResolvedRevision(String ref, CommitId commit) {}
