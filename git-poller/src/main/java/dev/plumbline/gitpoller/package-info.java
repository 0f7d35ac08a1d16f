/**
 * The git-poller service: one leader asks every repository where its refs are, and what moved
 * becomes {@code revision.observed}. It finds what no webhook told; what it tells is a hint like
 * any other.
 */
@NullMarked
package dev.plumbline.gitpoller;

import org.jspecify.annotations.NullMarked;
