/** What is done to manifests before they are applied: cleaning, scope, order. Pure functions. */
@NullMarked
package dev.plumbline.cluster.manifest;

import org.jspecify.annotations.NullMarked;
