package dev.plumbline.kustomize;

/**
 * Something outside of the repository that a build depends on.
 *
 * @param url of the repository, file or chart, without password
 * @param ref of the repository, or version of the chart; empty when none was named
 * @param revision what it was: the commit, or a digest of the bytes
 */
public record UsedRemote(String url, String ref, String revision) {}
