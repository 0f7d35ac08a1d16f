/** The order of the output. */
@NullMarked
package dev.plumbline.kustomize.order;

import org.jspecify.annotations.NullMarked;
