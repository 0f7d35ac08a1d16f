package dev.plumbline.charts;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A chart that was pulled and checked.
 *
 * @param name as its own metadata has it
 * @param version as its own metadata has it
 * @param digest of its archive, as {@code sha256:…}: what a render depends on
 * @param archive its archive, not to be changed
 * @param files by their path below the chart's root
 * @param before the digest that this very version had when it was pulled before; null when it did
 *     not change
 */
public record PulledChart(
    String name,
    String version,
    String digest,
    byte[] archive,
    Map<String, byte[]> files,
    @Nullable String before) {

  /** What people should know: a version that was published is not what it was. */
  public Optional<String> warning() {
    return before == null
        ? Optional.empty()
        : Optional.of(
            "the chart "
                + name
                + " "
                + version
                + " was published anew: its digest was "
                + before
                + " and is "
                + digest
                + "; a published version should never change");
  }

  /** For people. */
  @Override
  public String toString() {
    return name + " " + version + " (" + digest + ")";
  }
}
