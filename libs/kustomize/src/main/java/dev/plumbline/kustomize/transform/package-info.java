/** Everything that changes resources field by field. */
@NullMarked
package dev.plumbline.kustomize.transform;

import org.jspecify.annotations.NullMarked;
