/** The custom resources of {@code plumbline.dev/v1alpha1} as records. */
@NullMarked
package dev.plumbline.contracts.resources;

import org.jspecify.annotations.NullMarked;
