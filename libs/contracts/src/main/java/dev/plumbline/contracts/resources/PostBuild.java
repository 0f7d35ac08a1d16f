package dev.plumbline.contracts.resources;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Variables to put into what was rendered, where it says {@code ${name}}.
 *
 * @param substitute names and values, over those from elsewhere
 * @param substituteFrom where more come from, each over the one before
 * @param strict whether a variable without value is an error, as unless given; else it is empty
 */
public record PostBuild(
    Map<String, String> substitute, List<From> substituteFrom, @Nullable Boolean strict) {

  public PostBuild {
    substitute = KustomizeSource.copy(substitute);
    substituteFrom = KustomizeSource.copy(substituteFrom);
  }

  /** Whether a variable without value is an error. */
  public boolean isStrict() {
    return !Boolean.FALSE.equals(strict);
  }

  /**
   * Variables from a resource in the application's namespace on the control cluster.
   *
   * @param kind {@code ConfigMap} or {@code Secret}
   * @param optional whether it may be absent
   */
  public record From(String kind, String name, @Nullable Boolean optional) {}
}
