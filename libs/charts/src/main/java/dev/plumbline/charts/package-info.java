/** Where charts come from: repositories over HTTP, OCI registries, and what charts depend on. */
@NullMarked
package dev.plumbline.charts;

import org.jspecify.annotations.NullMarked;
