package dev.plumbline.rendering;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.ReadSet;
import java.util.List;
import java.util.Map;

/** Names the inputs of a render: the same key always stands for the same bytes. */
final class RenderKey {

  /** Grows when what sources render to is treated otherwise, so that no earlier render stands. */
  private static final int TREATMENT = 2;

  private RenderKey() {}

  /**
   * The key of a render.
   *
   * @param renderers {@link ManifestRenderer#name()} of each source that is rendered
   * @param sealing a fingerprint of the key that Secrets are sealed with, as it shows in the bytes
   * @param readSets all that was asked of each source
   * @param remotes all that was asked for elsewhere, and its revisions
   */
  static String of(
      List<String> renderers,
      Application application,
      String sealing,
      List<ReadSet> readSets,
      Map<RemoteName, String> remotes) {
    ObjectNode inputs = Json.mapper().createObjectNode();
    renderers.forEach(inputs.putArray("renderers")::add);
    inputs.put("treatment", TREATMENT);
    inputs.put("sealing", sealing);
    inputs.put("name", application.metadata().name());
    inputs.set("spec", spec(application.spec()));
    ObjectNode elsewhere = inputs.putObject("remotes");
    remotes.forEach((name, revision) -> elsewhere.put(name.mark() + "#" + name.ref(), revision));
    ArrayNode read = inputs.putArray("read");
    for (ReadSet readSet : readSets) {
      readSet.entries().forEach(read.addObject()::put);
    }
    return Json.sha256(inputs);
  }

  /**
   * All of what the user wrote, but for what has no say in what is rendered: how it is applied, and
   * the ways to the sources, of which the read-sets tell what was there.
   */
  private static ObjectNode spec(Application.Spec spec) {
    ObjectNode all = Json.mapper().valueToTree(spec);
    all.remove(
        List.of(
            "project",
            "syncPolicy",
            "interval",
            "suspend",
            "source",
            "dependsOn",
            "timeout",
            "serviceAccountName",
            "deletionPolicy",
            "revisionHistoryLimit"));
    ArrayNode sources = all.putArray("sources");
    for (Application.Source source : spec.allSources()) {
      ObjectNode each = Json.mapper().valueToTree(source);
      each.remove(List.of("repoURL", "targetRevision", "credentialsSecret"));
      sources.add(each);
    }
    return all;
  }
}
