/**
 * Processes killed and frozen at chosen instructions while a load runs, and what must hold all the
 * same. Nothing in the product knows of it: {@link dev.plumbline.chaos.kills.StandStill} is a
 * debugger.
 */
@NullMarked
package dev.plumbline.chaos.kills;

import org.jspecify.annotations.NullMarked;
