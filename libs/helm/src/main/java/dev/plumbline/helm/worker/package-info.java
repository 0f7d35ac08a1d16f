/** The child's side: the only code that touches the native library. */
@NullMarked
package dev.plumbline.helm.worker;

import org.jspecify.annotations.NullMarked;
