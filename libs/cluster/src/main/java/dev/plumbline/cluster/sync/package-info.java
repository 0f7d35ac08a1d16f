/** What objects and applications say of how they are to be synced, and what projects permit. */
@NullMarked
package dev.plumbline.cluster.sync;

import org.jspecify.annotations.NullMarked;
