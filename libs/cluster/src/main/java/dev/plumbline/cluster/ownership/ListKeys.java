package dev.plumbline.cluster.ownership;

import java.util.List;
import java.util.Map;

/**
 * Keys of the keyed lists in Kubernetes' own kinds, by field name: used where an object's managed
 * fields say nothing (any more), and to find doubled items before the server does.
 */
public final class ListKeys {

  private static final List<String> NAME = List.of("name");

  private static final Map<String, List<List<String>>> BY_FIELD =
      Map.ofEntries(
          Map.entry("containers", List.of(NAME)),
          Map.entry("initContainers", List.of(NAME)),
          Map.entry("ephemeralContainers", List.of(NAME)),
          Map.entry("env", List.of(NAME)),
          Map.entry("volumes", List.of(NAME)),
          Map.entry("webhooks", List.of(NAME)),
          Map.entry("volumeMounts", List.of(List.of("mountPath"))),
          Map.entry("volumeDevices", List.of(List.of("devicePath"))),
          Map.entry("hostAliases", List.of(List.of("ip"))),
          Map.entry("ownerReferences", List.of(List.of("uid"))),
          Map.entry(
              "topologySpreadConstraints", List.of(List.of("topologyKey", "whenUnsatisfiable"))),
          Map.entry(
              "ports", List.of(List.of("containerPort", "protocol"), List.of("port", "protocol"))));

  /** What the server fills in where a key is left out. */
  static final Map<String, String> KEY_DEFAULTS = Map.of("protocol", "TCP");

  private ListKeys() {}

  /**
   * The keys of a list under that field name, of which the first must be in every item; empty if
   * the list is not known to be keyed.
   */
  public static List<String> of(String field, Iterable<String> namesInItem) {
    for (List<String> keys : BY_FIELD.getOrDefault(field, List.of())) {
      for (String name : namesInItem) {
        if (name.equals(keys.get(0))) {
          return keys;
        }
      }
    }
    return List.of();
  }
}
