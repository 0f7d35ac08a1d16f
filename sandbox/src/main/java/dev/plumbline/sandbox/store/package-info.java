/**
 * Objects by key under one resourceVersion counter, a bounded history for watches, and the journal
 * that survives a restart.
 */
@NullMarked
package dev.plumbline.sandbox.store;

import org.jspecify.annotations.NullMarked;
