package dev.plumbline.cli.live;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.sync.SyncTraits;

/** Tells hooks from the objects that are kept as Git has them. */
public final class HookObjects {

  private HookObjects() {}

  /** Whether a manifest, or what was made of one, is a hook. */
  public static boolean include(ObjectNode object) {
    return object.path("metadata").path("annotations").has(SyncTraits.RUN_ANNOTATION)
        || (SyncTraits.faults(object).isEmpty() && SyncTraits.of(object).hook());
  }
}
