package dev.plumbline.kustomize.transform;

import dev.plumbline.kustomize.resource.Resources;

/** Something that changes resources. */
@FunctionalInterface
public interface Transformer {

  void transform(Resources resources);
}
