/**
 * Tells drift from everything else: metadata says when to look, the values of the fields we own
 * decide. Pure functions on JSON trees. Start with {@link
 * dev.plumbline.cluster.ownership.Ownership}.
 */
@NullMarked
package dev.plumbline.cluster.ownership;

import org.jspecify.annotations.NullMarked;
