/** Eyes on destination clusters: one watch for each kind in use, single reads, pods in trouble. */
@NullMarked
package dev.plumbline.driftdetector.sight;

import org.jspecify.annotations.NullMarked;
