package dev.plumbline.git;

import java.time.Instant;

/**
 * What people want to be told about a commit.
 *
 * @param id the commit
 * @param time when it was committed (not authored), to the second
 * @param author the author's name, without the e-mail address
 * @param subject first line of the message, at most 200 characters, no control characters
 */
public record CommitInfo(CommitId id, Instant time, String author, String subject) {}
