/**
 * What the detector knows of an application and what follows from it: pure functions on records.
 * {@link dev.plumbline.driftdetector.model.Judge} takes a view and gives a decision; it reads no
 * clock and calls nobody, so that judging twice the same gives nothing new.
 */
@NullMarked
package dev.plumbline.driftdetector.model;

import org.jspecify.annotations.NullMarked;
