package dev.plumbline.rendering;

import dev.plumbline.cluster.sync.SyncTraits;
import dev.plumbline.contracts.events.RenderWarning;
import dev.plumbline.manifests.SourceObject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Objects that are rendered and no part of the application: those that say {@code Skip}, Helm's
 * tests and what it runs at a rollback; and, which is told, those for events that Helm does not
 * know.
 */
public final class LeftOut {

  private static final int SHOWN = 5;

  private LeftOut() {}

  /**
   * The objects that are part of it.
   *
   * @param warnings takes what is left out by mistake
   */
  static List<SourceObject> without(List<SourceObject> objects, List<RenderWarning> warnings) {
    List<SourceObject> kept = new ArrayList<>();
    List<SourceObject> unknown = new ArrayList<>();
    for (SourceObject object : objects) {
      SyncTraits traits =
          SyncTraits.faults(object.manifest()).isEmpty()
              ? SyncTraits.of(object.manifest())
              : SyncTraits.NONE;
      if (!traits.skip()) {
        kept.add(object);
      } else if (!traits.unknownEvents().isEmpty()) {
        unknown.add(object);
      }
    }
    if (!unknown.isEmpty()) {
      warnings.add(unknownHooks(unknown));
    }
    return kept;
  }

  /** What is said of hooks for events that Helm does not know. */
  public static RenderWarning unknownHooks(List<SourceObject> hooks) {
    String names =
        hooks.stream().limit(SHOWN).map(LeftOut::named).collect(Collectors.joining(", "));
    return new RenderWarning(
        "UnknownHook",
        names
            + (hooks.size() > SHOWN ? " and " + (hooks.size() - SHOWN) + " more" : "")
            + (hooks.size() == 1 ? " is" : " are")
            + " left out, as Helm does with hooks for events that it does not know: correct the"
            + " annotation helm.sh/hook");
  }

  private static String named(SourceObject hook) {
    return hook.manifest().path("kind").asText()
        + " "
        + hook.manifest().path("metadata").path("name").asText()
        + " ("
        + hook.place()
        + ")";
  }
}
