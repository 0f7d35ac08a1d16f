/** {@code health}: how the objects in files do. */
@NullMarked
package dev.plumbline.cli.health;

import org.jspecify.annotations.NullMarked;
