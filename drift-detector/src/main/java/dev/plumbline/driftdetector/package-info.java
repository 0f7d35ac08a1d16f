/**
 * The drift-detector: sees destination clusters, judges each application, makes plans and tells
 * transitions. Begin with {@link dev.plumbline.driftdetector.DriftDetector}, through which all
 * input comes, and {@link dev.plumbline.driftdetector.model.Judge}, which decides.
 */
@NullMarked
package dev.plumbline.driftdetector;

import org.jspecify.annotations.NullMarked;
