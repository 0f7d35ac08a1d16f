/**
 * Expressions in CEL, bounded: what users write about their own kinds, and what the table of kinds
 * has no words for. Nothing of CEL is loaded before the first expression.
 */
@NullMarked
package dev.plumbline.health.cel;

import org.jspecify.annotations.NullMarked;
