/** Writes the status of {@code Application}s to the control cluster, and nothing else. */
@NullMarked
package dev.plumbline.driftdetector.status;

import org.jspecify.annotations.NullMarked;
