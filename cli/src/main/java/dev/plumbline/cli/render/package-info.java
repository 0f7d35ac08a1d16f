/** {@code render}: what a folder on this machine would be applied as. */
@NullMarked
package dev.plumbline.cli.render;

import org.jspecify.annotations.NullMarked;
