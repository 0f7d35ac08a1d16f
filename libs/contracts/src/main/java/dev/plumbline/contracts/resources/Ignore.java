package dev.plumbline.contracts.resources;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Differences that are not told, as Flux's {@code ignore}.
 *
 * @param paths fields, as JSON pointers by RFC 6901
 * @param target of which objects; of all unless given
 */
public record Ignore(List<String> paths, KustomizeSource.@Nullable Target target) {

  public Ignore {
    paths = KustomizeSource.copy(paths);
  }
}
