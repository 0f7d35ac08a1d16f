/**
 * The renderer: from a moved ref to the manifests an application wants. Here is the wiring: two
 * streams, access to Git, configuration and metrics; decisions are in {@code model}, the ways from
 * files to manifests are in {@code directory} and {@code kustomize}.
 */
@NullMarked
package dev.plumbline.renderer;

import org.jspecify.annotations.NullMarked;
