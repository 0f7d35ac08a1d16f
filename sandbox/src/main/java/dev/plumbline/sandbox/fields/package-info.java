/**
 * Sets of field paths and the four structural operations on typed values: compare, merge, remove,
 * enumerate. Pure.
 */
@NullMarked
package dev.plumbline.sandbox.fields;

import org.jspecify.annotations.NullMarked;
