/** Files of a repository that are not to be seen: {@code .sourceignore} and its like. */
@NullMarked
package dev.plumbline.manifests.filter;

import org.jspecify.annotations.NullMarked;
