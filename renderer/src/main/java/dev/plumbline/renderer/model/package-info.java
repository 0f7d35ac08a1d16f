/**
 * The renderer's decisions, as functions on values: which applications a moved ref concerns, what a
 * source renders to, whether the project permits it, what a render means after the ones before. It
 * sees Git only as a {@link dev.plumbline.git.FileTree}, and knows no clock, broker or cluster.
 */
@NullMarked
package dev.plumbline.renderer.model;

import org.jspecify.annotations.NullMarked;
