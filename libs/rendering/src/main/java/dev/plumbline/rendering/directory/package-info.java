/** Plain directories of manifests. */
@NullMarked
package dev.plumbline.rendering.directory;

import org.jspecify.annotations.NullMarked;
