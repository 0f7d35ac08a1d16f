package dev.plumbline.contracts.resources;

import dev.plumbline.contracts.ApplicationKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of {@code metadata} that Plumbline reads of its own resources. */
public record ResourceMeta(
    String namespace,
    String name,
    String uid,
    long generation,
    Map<String, String> labels,
    Map<String, String> annotations,
    List<String> finalizers,
    @Nullable Instant creationTimestamp,
    @Nullable Instant deletionTimestamp) {

  public ResourceMeta {
    labels = labels == null ? Map.of() : Map.copyOf(labels);
    annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
    finalizers = finalizers == null ? List.of() : List.copyOf(finalizers);
  }

  /** Namespace and name, for an {@code Application}. */
  public ApplicationKey key() {
    return new ApplicationKey(namespace, name);
  }
}
