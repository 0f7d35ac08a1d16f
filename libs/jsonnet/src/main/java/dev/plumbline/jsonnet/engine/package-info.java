/**
 * What runs in the child: the interpreter, the functions that its standard library lacks, and the
 * messages between it and its parent. Only {@code Messages} types are used by the parent.
 */
@NullMarked
package dev.plumbline.jsonnet.engine;

import org.jspecify.annotations.NullMarked;
