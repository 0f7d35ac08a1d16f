package dev.plumbline.rendering;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.events.RenderWarning;
import dev.plumbline.manifests.SourceObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Objects that are meant for another moment than a sync: when an application is deleted, rolled
 * back or tested, or a sync failed. Whoever applied them with the others would run what cleans up
 * after an application at its beginning, so they are left out, and that is told.
 */
final class Hooks {

  private static final String HELM = "helm.sh/hook";
  private static final String ARGO_CD = "argocd.argoproj.io/hook";
  private static final Set<String> HELM_OTHERWISE =
      Set.of(
          "pre-delete",
          "post-delete",
          "pre-rollback",
          "post-rollback",
          "test",
          "test-success",
          "test-failure");
  private static final Set<String> ARGO_CD_OTHERWISE =
      Set.of("SyncFail", "PreDelete", "PostDelete", "Skip");
  private static final int SHOWN = 5;

  private Hooks() {}

  /**
   * The objects of a sync.
   *
   * @param warnings takes what is left out
   */
  static List<SourceObject> ofSync(List<SourceObject> objects, List<RenderWarning> warnings) {
    List<SourceObject> kept = new ArrayList<>();
    List<SourceObject> others = new ArrayList<>();
    for (SourceObject object : objects) {
      (isForAnotherMoment(object.manifest()) ? others : kept).add(object);
    }
    if (!others.isEmpty()) {
      warnings.add(new RenderWarning("HooksNotRun", told(others)));
    }
    return kept;
  }

  private static boolean isForAnotherMoment(ObjectNode manifest) {
    return isOnly(HELM_OTHERWISE, manifest, HELM) || isOnly(ARGO_CD_OTHERWISE, manifest, ARGO_CD);
  }

  private static boolean isOnly(Set<String> moments, ObjectNode manifest, String annotation) {
    String text = manifest.path("metadata").path("annotations").path(annotation).asText("");
    List<String> asked =
        Arrays.stream(text.split(",", -1)).map(String::strip).filter(m -> !m.isEmpty()).toList();
    return !asked.isEmpty() && moments.containsAll(asked);
  }

  private static String told(List<SourceObject> others) {
    String names =
        others.stream()
            .limit(SHOWN)
            .map(
                object ->
                    object.manifest().path("kind").asText()
                        + " "
                        + object.manifest().path("metadata").path("name").asText()
                        + " ("
                        + object.place()
                        + ")")
            .collect(Collectors.joining(", "));
    return names
        + (others.size() > SHOWN ? " and " + (others.size() - SHOWN) + " more" : "")
        + (others.size() == 1 ? " is a hook" : " are hooks")
        + " for other moments than a sync, and not run: deletions, tests and failures have no hooks"
        + " yet";
  }
}
