/**
 * The renderer: from a moved ref to the manifests an application wants. Here is the wiring: two
 * streams, access to Git, configuration and metrics; decisions are in {@code model}, reading of
 * manifests is in {@code directory}.
 */
@NullMarked
package dev.plumbline.renderer;

import org.jspecify.annotations.NullMarked;
