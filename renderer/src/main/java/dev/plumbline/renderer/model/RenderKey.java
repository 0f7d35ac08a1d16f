package dev.plumbline.renderer.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.git.ReadSet;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names the inputs of a render: the same key always stands for the same bytes. */
final class RenderKey {

  private RenderKey() {}

  /**
   * The key of a render.
   *
   * @param renderer {@link ManifestRenderer#name()}
   * @param sealing a fingerprint of the key that Secrets are sealed with, as it shows in the bytes
   * @param readSet all that was asked of the repository
   * @param remotes all that was asked for elsewhere, and its revisions
   */
  static String of(
      String renderer,
      Application application,
      String sealing,
      ReadSet readSet,
      Map<RemoteName, String> remotes) {
    Application.Source source = application.spec().source();
    Application.Directory directory = source.directoryOrDefault();
    ObjectNode inputs = Json.mapper().createObjectNode();
    inputs.put("renderer", renderer);
    inputs.put("sealing", sealing);
    inputs.put("namespace", application.spec().destination().namespaceOrDefault());
    inputs.put("path", source.pathOrRoot());
    inputs.put("recurse", Boolean.TRUE.equals(directory.recurse()));
    inputs.put("include", orEmpty(directory.include()));
    inputs.put("exclude", orEmpty(directory.exclude()));
    ObjectNode changes = changes(application.spec());
    if (!changes.isEmpty()) {
      inputs.set("changes", changes);
    }
    if (!remotes.isEmpty()) {
      ObjectNode elsewhere = inputs.putObject("remotes");
      remotes.forEach((name, revision) -> elsewhere.put(name.mark() + "#" + name.ref(), revision));
    }
    ObjectNode read = inputs.putObject("read");
    readSet.entries().forEach(read::put);
    return Json.sha256(inputs);
  }

  /** All that changes what the files say; nothing unless it is given. */
  private static ObjectNode changes(Application.Spec spec) {
    ObjectNode changes = Json.mapper().createObjectNode();
    put(changes, "kustomize", spec.source().kustomize());
    if (spec.customises()) {
      put(changes, "patches", spec.patches());
      put(changes, "images", spec.images());
      put(changes, "components", spec.components());
      put(changes, "ignoreMissingComponents", spec.ignoreMissingComponents());
      put(changes, "targetNamespace", spec.targetNamespace());
    }
    put(changes, "commonMetadata", spec.commonMetadata());
    return changes;
  }

  private static void put(ObjectNode changes, String name, @Nullable Object value) {
    if (value != null) {
      changes.set(name, Json.mapper().valueToTree(value));
    }
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
