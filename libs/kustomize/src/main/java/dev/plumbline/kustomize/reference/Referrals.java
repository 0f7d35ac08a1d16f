package dev.plumbline.kustomize.reference;

import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.resource.Gvk;
import dev.plumbline.kustomize.resource.ResId;
import dev.plumbline.kustomize.resource.Resource;
import dev.plumbline.kustomize.yaml.Node;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the names in one resource refer to. */
final class Referrals {

  private final Resource referrer;
  private final ResId id;
  private final Candidates candidates;
  private final Set<String> subjectNamespaces;

  Referrals(Resource referrer, Candidates candidates) {
    this.referrer = referrer;
    this.id = referrer.currentId();
    this.candidates = candidates;
    this.subjectNamespaces = id.clusterScoped() ? Set.of() : subjectNamespaces(referrer);
  }

  /** Where the service accounts of a role binding are. */
  private static Set<String> subjectNamespaces(Resource referrer) {
    Set<String> namespaces = new HashSet<>();
    Node subjects =
        referrer.kind().equals("RoleBinding") ? referrer.node().field("subjects") : null;
    if (subjects == null || !subjects.isSequence()) {
      return namespaces;
    }
    for (Node subject : subjects.content()) {
      Node namespace = subject.field("namespace");
      if (namespace != null && subject.fieldText("kind").equals("ServiceAccount")) {
        if (namespace.isNull() || !namespace.isScalar()) {
          throw new KustomizeException(
              "",
              namespace.line(),
              "subjects.namespace",
              "Invalid Input: namespace is blank for resource \"" + referrer + "\"",
              null);
        }
        namespaces.add(namespace.value());
      }
    }
    return namespaces;
  }

  /** Whether a resource is where this one can refer to it at all. */
  boolean mayRefer(Resource candidate) {
    if (id.clusterScoped()) {
      return true;
    }
    ResId other = candidate.currentId();
    return other.clusterScoped()
        || other.isSameNamespace(id)
        || subjectNamespaces.contains(candidate.namespace());
  }

  /** What a bare name refers to; nothing when nothing was renamed. */
  @Nullable Resource byName(String name, Gvk target, String path) {
    return select(name, target, path, candidate -> true, Resource::name);
  }

  /** What a name beside a namespace refers to. */
  @Nullable Resource byNameAndNamespace(
      String name, @Nullable Node namespace, Gvk target, String path) {
    Predicate<Resource> inNamespace = candidate -> true;
    if (namespace != null) {
      String wanted = namespace.value();
      boolean originally = candidates.anyOriginallyIn(wanted, this);
      inNamespace =
          candidate ->
              Candidates.isIn(originally ? candidate.originalId() : candidate.currentId(), wanted);
    }
    return select(name, target, path, inNamespace, each -> List.of(each.name(), each.namespace()));
  }

  private interface Identity {
    Object of(Resource resource);
  }

  private @Nullable Resource select(
      String name, Gvk target, String path, Predicate<Resource> inNamespace, Identity identity) {
    List<Resource> found = candidates.withPreviousName(name);
    if (found.isEmpty()) {
      return null;
    }
    Predicate<Resource> ofRole = roleFilter(path);
    found =
        found.stream()
            .filter(this::mayRefer)
            .filter(inNamespace)
            .filter(candidate -> wasOf(candidate, target))
            .filter(ofRole)
            .filter(this::isInSameNamespace)
            .toList();
    if (found.size() == 1) {
      return found.get(0);
    }
    found = found.stream().filter(candidate -> hasSameAffixes(candidate, true)).toList();
    if (found.size() > 1) {
      found = found.stream().filter(candidate -> hasSameAffixes(candidate, false)).toList();
    }
    if (found.isEmpty()) {
      return null;
    }
    if (found.stream().map(identity::of).distinct().count() > 1) {
      throw new KustomizeException(
          "",
          "found multiple possible referrals: "
              + found.stream().map(Objects::toString).collect(Collectors.joining(", ")));
    }
    return found.get(0);
  }

  private static boolean wasOf(Resource candidate, Gvk target) {
    return candidate.previousIds().stream().anyMatch(id -> id.gvk().isSelectedBy(target));
  }

  /** The role of a binding must be of the kind that stands beside its name. */
  private Predicate<Resource> roleFilter(String path) {
    Node role = path.endsWith("roleRef/name") ? referrer.node().field("roleRef") : null;
    Node group = role == null ? null : role.field("apiGroup");
    Node kind = role == null ? null : role.field("kind");
    if (group == null || kind == null) {
      return candidate -> true;
    }
    Gvk wanted = new Gvk(group.value(), "", kind.value());
    return candidate -> wasOf(candidate, wanted);
  }

  private boolean isInSameNamespace(Resource candidate) {
    ResId other = candidate.currentId();
    return id.clusterScoped()
        || other.clusterScoped()
        || candidate.kind().equals("ServiceAccount")
        || id.isSameNamespace(other);
  }

  private boolean hasSameAffixes(Resource candidate, boolean allowNone) {
    return haveSameEnd(candidate.history().prefixes(), referrer.history().prefixes(), allowNone)
        && haveSameEnd(candidate.history().suffixes(), referrer.history().suffixes(), allowNone);
  }

  private static boolean haveSameEnd(List<String> a, List<String> b, boolean allowNone) {
    int shared = Math.min(a.size(), b.size());
    if (shared == 0) {
      return allowNone || a.size() == b.size();
    }
    return a.subList(a.size() - shared, a.size()).equals(b.subList(b.size() - shared, b.size()));
  }
}
