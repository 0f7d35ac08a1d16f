/**
 * What the product costs and how long it takes, measured from outside: pushes and hand edits are
 * made as people make them, and what follows is seen by a watch and a consumer of the bench's own.
 * Times are monotonic and of one process. No class of a service is used here.
 */
@NullMarked
package dev.plumbline.bench;

import org.jspecify.annotations.NullMarked;
