/** Values, merged as {@code helm template} merges files and settings. */
@NullMarked
package dev.plumbline.helm.values;

import org.jspecify.annotations.NullMarked;
