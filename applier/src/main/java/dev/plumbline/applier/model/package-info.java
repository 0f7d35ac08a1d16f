/**
 * What the applier decides, as pure functions on records: whether a plan is accepted, what is
 * written to the state topics before and after objects are, which object is next, when a failure is
 * tried again, and what a person is told. Nothing here waits, reads a clock or calls a cluster:
 * inputs go into {@link dev.plumbline.applier.model.SyncMachine}, and a {@link
 * dev.plumbline.applier.model.Transition} comes out.
 */
@NullMarked
package dev.plumbline.applier.model;

import org.jspecify.annotations.NullMarked;
