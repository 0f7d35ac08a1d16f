/** Resources with their identities, past and present, and sets of them. */
@NullMarked
package dev.plumbline.kustomize.resource;

import org.jspecify.annotations.NullMarked;
