package dev.plumbline.kustomize.reference;

import dev.plumbline.kustomize.resource.ResId;
import dev.plumbline.kustomize.resource.Resource;
import dev.plumbline.kustomize.resource.Resources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The resources that were renamed, by the names that they had. */
final class Candidates {

  private final Map<String, List<Resource>> byPreviousName = new HashMap<>();
  private final List<Resource> all;

  Candidates(Resources resources) {
    this.all = resources.list();
    for (Resource resource : all) {
      Set<String> names = new LinkedHashSet<>();
      resource.previousIds().forEach(id -> names.add(id.name()));
      names.forEach(
          name -> byPreviousName.computeIfAbsent(name, n -> new ArrayList<>()).add(resource));
    }
  }

  /** Those that had this name once, in order. */
  List<Resource> withPreviousName(String name) {
    return byPreviousName.getOrDefault(name, List.of());
  }

  /** Whether any of them was in the namespace at first. */
  boolean anyOriginallyIn(String namespace, Referrals referrals) {
    return all.stream()
        .anyMatch(each -> isIn(each.originalId(), namespace) && referrals.mayRefer(each));
  }

  static boolean isIn(ResId id, String namespace) {
    return !namespace.equals("_non_namespaceable_") && id.effectiveNamespace().equals(namespace);
  }
}
