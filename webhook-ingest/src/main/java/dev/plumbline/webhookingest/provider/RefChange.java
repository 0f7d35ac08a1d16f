package dev.plumbline.webhookingest.provider;

import org.jspecify.annotations.Nullable;

/**
 * A ref that a payload says has moved.
 *
 * @param ref full name of a branch or tag, or {@code *} for all
 * @param before the commit before, in hex; null when not told, or when the ref was created
 * @param after the commit now, in hex; null when not told, or when the ref was deleted
 */
public record RefChange(String ref, @Nullable String before, @Nullable String after) {}
