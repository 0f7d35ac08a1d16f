/** The formats that SOPS knows: text to tree and back. */
@NullMarked
package dev.plumbline.sops.format;

import org.jspecify.annotations.NullMarked;
