package dev.plumbline.kustomize.build;

import dev.plumbline.kustomize.resource.Origin;
import dev.plumbline.kustomize.resource.Resources;
import dev.plumbline.kustomize.transform.Transformer;
import org.jspecify.annotations.Nullable;

/** A transformer, and who asked for it when that is to be told. */
record Step(Transformer transformer, @Nullable Origin origin) {

  void run(Resources resources) {
    transformer.transform(resources);
    if (origin != null) {
      resources.list().forEach(resource -> resource.history().transformedBy(origin));
    }
    resources.dropEmpty();
  }
}
