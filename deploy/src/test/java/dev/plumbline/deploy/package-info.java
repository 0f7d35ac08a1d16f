/** Holds the manifests to each other, to the product and to an API server. */
@NullMarked
package dev.plumbline.deploy;

import org.jspecify.annotations.NullMarked;
