package dev.plumbline.git;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What people want to be told about a commit.
 *
 * @param id the commit
 * @param time when it was committed (not authored), to the second
 * @param author the author's name, without the e-mail address
 * @param authorAddress the author's e-mail address, as written; null when there is none
 * @param subject first line of the message, at most 200 characters, no control characters
 */
public record CommitInfo(
    CommitId id, Instant time, String author, @Nullable String authorAddress, String subject) {

  private static final int LONGEST = 200;

  /** {@code name <address>}, at most 200 characters; null when the commit names nobody. */
  public @Nullable String authorWithAddress() {
    String mail = authorAddress == null ? "" : "<" + authorAddress + ">";
    String both = author.isEmpty() || mail.isEmpty() ? author + mail : author + " " + mail;
    if (both.isEmpty()) {
      return null;
    }
    int end = both.offsetByCodePoints(0, Math.min(LONGEST, both.codePointCount(0, both.length())));
    return both.substring(0, end);
  }
}
