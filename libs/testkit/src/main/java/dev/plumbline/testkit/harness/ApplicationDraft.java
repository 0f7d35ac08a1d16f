package dev.plumbline.testkit.harness;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.Tracking;

/**
 * An {@code Application} to be created: of a repository's {@code main}, pruning and healing, unless
 * said otherwise.
 */
public final class ApplicationDraft {

  private final Stage stage;
  private final ObjectNode manifest = Json.mapper().createObjectNode();
  private final ObjectNode metadata;
  private final ObjectNode spec;
  private final ObjectNode source;
  private final ObjectNode automated;

  ApplicationDraft(Stage stage, String name, String repository, String path) {
    this.stage = stage;
    manifest.put("apiVersion", "plumbline.dev/v1alpha1").put("kind", "Application");
    metadata = manifest.putObject("metadata").put("name", name);
    metadata.put("namespace", stage.namespace());
    spec = manifest.putObject("spec");
    source = spec.putObject("source").put("repoURL", repository).put("targetRevision", "main");
    if (!path.isEmpty()) {
      source.put("path", path);
    }
    spec.putObject("destination").put("namespace", stage.namespace());
    automated = spec.putObject("syncPolicy").putObject("automated");
    automated.put("prune", true).put("selfHeal", true);
  }

  /** Branch, tag or commit; {@code main} unless given. */
  public ApplicationDraft revision(String revision) {
    source.put("targetRevision", revision);
    return this;
  }

  /** Where objects go that name no namespace; the stage's unless given. It is made if absent. */
  public ApplicationDraft namespace(String namespace) {
    ((ObjectNode) spec.path("destination")).put("namespace", namespace);
    ((ObjectNode) spec.path("syncPolicy")).putArray("syncOptions").add("CreateNamespace=true");
    return this;
  }

  /** Reports what others change and leaves it. */
  public ApplicationDraft withoutSelfHeal() {
    automated.put("selfHeal", false);
    return this;
  }

  /** Keeps what Git no longer has. */
  public ApplicationDraft withoutPrune() {
    automated.put("prune", false);
    return this;
  }

  /** Its objects go with it. */
  public ApplicationDraft withFinalizer() {
    metadata.putArray("finalizers").add(Tracking.FINALIZER);
    return this;
  }

  /** How often it is looked at though nothing told of a change, as {@code 1s}. */
  public ApplicationDraft interval(String interval) {
    spec.put("interval", interval);
    return this;
  }

  /** Reads folders below too. */
  public ApplicationDraft recursive() {
    directory().put("recurse", true);
    return this;
  }

  /** Glob of the files to take. */
  public ApplicationDraft include(String glob) {
    directory().put("include", glob);
    return this;
  }

  /** Secret with the repository's credentials. */
  public ApplicationDraft credentials(String secret) {
    source.put("credentialsSecret", secret);
    return this;
  }

  /** The project. */
  public ApplicationDraft project(String name) {
    spec.put("project", name);
    return this;
  }

  /** The manifest, for what is not here. */
  public ObjectNode manifest() {
    return manifest;
  }

  /** Creates it. */
  public RunningApplication create() {
    ObjectNode created = stage.cluster().create(manifest).object();
    return RunningApplication.of(stage, created);
  }

  private ObjectNode directory() {
    return source.withObject("/directory");
  }
}
