package dev.plumbline.cluster;

import java.util.List;

/**
 * Every kind that a cluster serves, once for each group, in the version the cluster prefers.
 *
 * @param kinds in the order the cluster names them
 * @param silent group versions that did not say what is in them, such as those of an aggregated API
 *     that is down
 */
public record ServedKinds(List<ApiResource> kinds, List<String> silent) {
  public ServedKinds {
    kinds = List.copyOf(kinds);
    silent = List.copyOf(silent);
  }
}
