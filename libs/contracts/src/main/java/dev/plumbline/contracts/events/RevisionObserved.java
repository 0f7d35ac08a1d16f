package dev.plumbline.contracts.events;

import org.jspecify.annotations.Nullable;

/**
 * A hint that a ref of a repository may have moved, or that a chart may have a new version. It is
 * never believed: whoever takes it looks at Git, or at the chart repository.
 *
 * @param repository normalised repository identity, the key; of a chart {@code
 *     charts.example.com/stable} or {@code oci://ghcr.io/org/charts}
 * @param ref full ref name, such as {@code refs/heads/main}, or the name of a chart; {@code *} for
 *     "look at all"
 * @param revision the commit the ref is said to point at, or the version of the chart; null when
 *     not told, or when deleted
 * @param previous the commit before; null when not told, or when created
 * @param trigger who or what told
 * @param provider webhook provider, such as {@code github}; null for a poll
 * @param deliveryId the provider's own id of the delivery; null where it has none
 */
public record RevisionObserved(
    String repository,
    String ref,
    @Nullable String revision,
    @Nullable String previous,
    Trigger trigger,
    @Nullable String provider,
    @Nullable String deliveryId)
    implements Event {

  /** The {@link #ref} that stands for every ref of the repository. */
  public static final String ALL_REFS = "*";

  @Override
  public String key() {
    return repository;
  }
}
