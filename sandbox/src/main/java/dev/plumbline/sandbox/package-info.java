/**
 * An embedded Kubernetes API server: everything that needs a cluster can run where there is none.
 * {@link Sandbox} is the whole public surface.
 */
@NullMarked
package dev.plumbline.sandbox;

import org.jspecify.annotations.NullMarked;
