/** Plain directories of manifests. */
@NullMarked
package dev.plumbline.renderer.directory;

import org.jspecify.annotations.NullMarked;
