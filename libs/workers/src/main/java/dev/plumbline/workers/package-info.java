/**
 * Work that may run away, in child processes: what loops, allocates without end or crashes takes
 * one child with it and nothing else. A {@link dev.plumbline.workers.WorkerPool} keeps a few
 * children warm; a {@link dev.plumbline.workers.Task} is what they do.
 */
@NullMarked
package dev.plumbline.workers;

import org.jspecify.annotations.NullMarked;
