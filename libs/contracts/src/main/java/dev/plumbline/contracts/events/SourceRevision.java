package dev.plumbline.contracts.events;

import org.jspecify.annotations.Nullable;

/**
 * A source at a commit.
 *
 * @param repository normalised repository identity, such as {@code github.com/org/repo}
 * @param targetRevision what the application asked for, such as {@code main} or {@code HEAD}
 * @param commit the commit it resolved to, in hex
 * @param author who wrote that commit, as {@code name <address>}; null where that is not known
 */
public record SourceRevision(
    String repository, String targetRevision, String commit, @Nullable String author) {

  /** Of an unknown author. */
  public SourceRevision(String repository, String targetRevision, String commit) {
    this(repository, targetRevision, commit, null);
  }
}
