package dev.plumbline.driftdetector.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.ApplicationKey;
import java.util.ArrayList;
import java.util.List;

/**
 * What those that depend on an application need to know of it, whichever instance owns it.
 *
 * @param version resourceVersion, which everything that is written of it changes
 * @param generation of what is specified
 * @param observedGeneration of what its status is about
 * @param ready whether its status says that it is
 * @param reason why, in one CamelCase word; empty while it has no status
 * @param deleting whether it is being deleted
 * @param sources names of its sources, in order; equal ones mean the same ref of one repository
 * @param revisions the commits that its status is about, one for each source
 * @param attempted the commit that was tried to be rendered last; empty for none
 */
public record DependencyState(
    ApplicationKey key,
    String version,
    long generation,
    long observedGeneration,
    boolean ready,
    String reason,
    boolean deleting,
    List<String> sources,
    List<String> revisions,
    String attempted) {

  public DependencyState {
    sources = List.copyOf(sources);
    revisions = List.copyOf(revisions);
  }

  /** Reads it off an {@code Application}. */
  public static DependencyState of(JsonNode application) {
    JsonNode metadata = application.path("metadata");
    JsonNode status = application.path("status");
    boolean ready = false;
    String reason = "";
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("type").asText().equals("Ready")) {
        ready = condition.path("status").asText().equals("True");
        reason = condition.path("reason").asText("");
      }
    }
    List<String> revisions = new ArrayList<>();
    JsonNode sync = status.path("sync");
    sync.path("revisions").forEach(revision -> revisions.add(revision.asText()));
    if (revisions.isEmpty() && sync.hasNonNull("revision")) {
      revisions.add(sync.path("revision").asText());
    }
    return new DependencyState(
        new ApplicationKey(metadata.path("namespace").asText(), metadata.path("name").asText()),
        metadata.path("resourceVersion").asText(),
        metadata.path("generation").asLong(),
        status.path("observedGeneration").asLong(),
        ready,
        reason,
        metadata.hasNonNull("deletionTimestamp"),
        SourceNames.of(application.path("spec")),
        revisions,
        status.path("lastAttemptedRevision").asText(""));
  }

  /** Whether nothing has changed but what no dependent asks for, unless by an expression. */
  public boolean saysTheSameAs(DependencyState other) {
    return key.equals(other.key)
        && generation == other.generation
        && observedGeneration == other.observedGeneration
        && ready == other.ready
        && reason.equals(other.reason)
        && deleting == other.deleting
        && revisions.equals(other.revisions)
        && attempted.equals(other.attempted);
  }

  /** Why it is not ready, in few words; empty when it is. */
  String whyNot() {
    if (observedGeneration < generation) {
      return "it changed, and its status is not about that yet";
    }
    if (ready) {
      return "";
    }
    return reason.isEmpty() ? "it has no status yet" : reason;
  }
}
