/**
 * Whether manifests have only fields that their kinds have, by what the destination publishes or a
 * CustomResourceDefinition of the same render declares. Pure functions.
 */
@NullMarked
package dev.plumbline.manifests.schema;

import org.jspecify.annotations.NullMarked;
