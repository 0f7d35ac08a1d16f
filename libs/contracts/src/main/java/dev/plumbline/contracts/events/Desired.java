package dev.plumbline.contracts.events;

import dev.plumbline.contracts.ApplicationKey;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * State: the last good render of an application.
 *
 * @param generation generation of the {@code Application} that was rendered
 * @param sequence grows by one with every change; plans name the one they were made from
 * @param renderKey hash of every input; the same key always stands for the same bytes
 * @param revisions the commits rendered
 * @param manifests the objects, ordered by {@link dev.plumbline.contracts.ObjectRef}
 * @param readSets for each source, in order, what was read
 * @param trigger what asked for the render
 * @param warnings what its owner should know though it was rendered; null for nothing
 */
public record Desired(
    ApplicationKey application,
    String applicationUid,
    long generation,
    long sequence,
    String renderKey,
    List<SourceRevision> revisions,
    List<Manifest> manifests,
    List<SourceReadSet> readSets,
    Trigger trigger,
    Instant renderedAt,
    @Nullable List<RenderWarning> warnings)
    implements ApplicationEvent {

  public Desired {
    revisions = List.copyOf(revisions);
    manifests = List.copyOf(manifests);
    readSets = List.copyOf(readSets);
    warnings = warnings == null || warnings.isEmpty() ? null : List.copyOf(warnings);
  }

  /** A render that nobody need be warned of. */
  public Desired(
      ApplicationKey application,
      String applicationUid,
      long generation,
      long sequence,
      String renderKey,
      List<SourceRevision> revisions,
      List<Manifest> manifests,
      List<SourceReadSet> readSets,
      Trigger trigger,
      Instant renderedAt) {
    this(
        application,
        applicationUid,
        generation,
        sequence,
        renderKey,
        revisions,
        manifests,
        readSets,
        trigger,
        renderedAt,
        null);
  }

  /** What its owner should know; empty when that is nothing. */
  public List<RenderWarning> allWarnings() {
    return warnings == null ? List.of() : warnings;
  }

  /**
   * What a render read of one source.
   *
   * @param repository normalised repository identity
   * @param entries path → object id as read, digest of a listing, or "" for a path that was looked
   *     for and absent
   */
  public record SourceReadSet(String repository, Map<String, String> entries) {
    public SourceReadSet {
      entries = Collections.unmodifiableMap(new TreeMap<>(entries));
    }
  }
}
