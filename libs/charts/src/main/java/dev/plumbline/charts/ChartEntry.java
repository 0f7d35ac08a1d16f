package dev.plumbline.charts;

import org.jspecify.annotations.Nullable;

/**
 * A version of a chart, as a repository lists it.
 *
 * @param digest of the archive in hex; null where the repository tells none
 * @param url of the archive, possibly relative to the repository
 */
record ChartEntry(String version, @Nullable String digest, String url) {}
