/** What the applier does to clusters: blocking calls, whose failures come back as values. */
@NullMarked
package dev.plumbline.applier.cluster;

import org.jspecify.annotations.NullMarked;
