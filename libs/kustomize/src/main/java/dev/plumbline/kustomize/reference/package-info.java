/** Names, variables and replacements: what one resource says of another. */
@NullMarked
package dev.plumbline.kustomize.reference;

import org.jspecify.annotations.NullMarked;
