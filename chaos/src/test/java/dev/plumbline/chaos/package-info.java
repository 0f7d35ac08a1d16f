/** Bad days, seeded: what is killed, frozen, slow or gone, and what must hold all the same. */
@NullMarked
package dev.plumbline.chaos;

import org.jspecify.annotations.NullMarked;
