package dev.plumbline.embedded;

import java.util.List;
import java.util.Objects;

/**
 * A push that changed at least one ref.
 *
 * @param repository the repository's name, without {@code .git}
 * @param url its clone URL, without credentials
 * @param changes the refs that changed, in the order in which the client sent them
 */
public record Push(String repository, String url, List<RefChange> changes) {
  public Push {
    Objects.requireNonNull(repository);
    Objects.requireNonNull(url);
    changes = List.copyOf(changes);
  }

  /**
   * One ref before and after.
   *
   * @param ref its full name, such as {@code refs/heads/main}
   * @param before the object id before; forty zeros when the ref was created
   * @param after the object id after; forty zeros when the ref was deleted
   */
  public record RefChange(String ref, String before, String after) {}
}
