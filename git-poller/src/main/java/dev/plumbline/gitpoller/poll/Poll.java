package dev.plumbline.gitpoller.poll;

import dev.plumbline.git.RepositoryUrl;
import java.time.Duration;

/**
 * How a target is looked at.
 *
 * @param url one of the URLs that its applications give
 * @param interval between two looks, before jitter
 */
public record Poll(RepositoryUrl url, Duration interval) {}
