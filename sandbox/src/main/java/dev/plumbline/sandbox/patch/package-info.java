/** JSON patch, JSON merge patch and strategic merge patch. Pure. */
@NullMarked
package dev.plumbline.sandbox.patch;

import org.jspecify.annotations.NullMarked;
