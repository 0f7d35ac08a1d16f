package dev.plumbline.contracts.resources;

import java.util.List;

/**
 * Everything that an application has ignored, in both forms.
 *
 * @param ignoreDifferences in Argo CD's
 * @param ignore in Flux's
 */
public record IgnoreRules(List<IgnoreDifferences> ignoreDifferences, List<Ignore> ignore) {

  /** Nothing is ignored. */
  public static final IgnoreRules NONE = new IgnoreRules(List.of(), List.of());

  public IgnoreRules {
    ignoreDifferences = KustomizeSource.copy(ignoreDifferences);
    ignore = KustomizeSource.copy(ignore);
  }

  /** Whether nothing is ignored. */
  public boolean isEmpty() {
    return ignoreDifferences.isEmpty() && ignore.isEmpty();
  }
}
