package dev.plumbline.gitpoller.poll;

import org.jspecify.annotations.Nullable;

/**
 * A ref that is not where it was.
 *
 * @param ref full name, or {@code HEAD}
 * @param before where it was; null when it is new
 * @param after where it is; null when it is gone
 */
public record RefMove(String ref, @Nullable String before, @Nullable String after) {}
