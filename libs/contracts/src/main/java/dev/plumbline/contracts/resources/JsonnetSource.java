package dev.plumbline.contracts.resources;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How Jsonnet is evaluated.
 *
 * @param extVars external variables
 * @param tlas top-level arguments
 * @param libs folders that imports are looked for in, from the root of the repository
 */
public record JsonnetSource(List<Variable> extVars, List<Variable> tlas, List<String> libs) {

  public JsonnetSource {
    extVars = KustomizeSource.copy(extVars);
    tlas = KustomizeSource.copy(tlas);
    libs = KustomizeSource.copy(libs);
  }

  /**
   * A variable of Jsonnet.
   *
   * @param code whether the value is Jsonnet, and not text
   */
  public record Variable(String name, @Nullable String value, @Nullable Boolean code) {}
}
