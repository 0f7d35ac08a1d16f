package dev.plumbline.contracts.events;

/**
 * A source at a commit.
 *
 * @param repository normalised repository identity, such as {@code github.com/org/repo}
 * @param targetRevision what the application asked for, such as {@code main} or {@code HEAD}
 * @param commit the commit it resolved to, in hex
 */
public record SourceRevision(String repository, String targetRevision, String commit) {}
