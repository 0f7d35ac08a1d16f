/**
 * What kinds exist and how their objects are shaped: types with list keys, defaults, strictness,
 * validation. Pure.
 */
@NullMarked
package dev.plumbline.sandbox.schema;

import org.jspecify.annotations.NullMarked;
