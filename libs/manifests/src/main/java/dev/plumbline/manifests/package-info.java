/**
 * What every way from files to manifests shares: the place of each object, what is wrong with it,
 * what a render may cost, and how failures are told. Pure: it sees files only as a {@link
 * dev.plumbline.git.FileTree}, and knows no clock, broker or cluster.
 */
@NullMarked
package dev.plumbline.manifests;

import org.jspecify.annotations.NullMarked;
