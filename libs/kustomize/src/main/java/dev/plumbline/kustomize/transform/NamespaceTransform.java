package dev.plumbline.kustomize.transform;

import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.resource.Gvk;
import dev.plumbline.kustomize.resource.ResId;
import dev.plumbline.kustomize.resource.Resource;
import dev.plumbline.kustomize.resource.Resources;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.NodePaths;
import dev.plumbline.kustomize.yaml.Tags;
import dev.plumbline.kustomize.yaml.YamlException;
import java.util.List;
import java.util.Map;

/** Puts resources into a namespace. */
public record NamespaceTransform(
    String namespace, List<FieldSpec> specs, boolean unsetOnly, Subjects subjects)
    implements Transformer {

  /** Which subjects of role bindings go into the namespace too. */
  public enum Subjects {
    DEFAULT_ONLY,
    ALL_SERVICE_ACCOUNTS,
    NONE;

    /** By the name that configuration has for it. */
    public static Subjects of(String text) {
      return switch (text) {
        case "", "defaultOnly" -> DEFAULT_ONLY;
        case "allServiceAccounts" -> ALL_SERVICE_ACCOUNTS;
        case "none" -> NONE;
        default ->
            throw new KustomizeException(
                "",
                0,
                "setRoleBindingSubjects",
                "expected defaultOnly, allServiceAccounts or none but found " + text,
                null);
      };
    }
  }

  private static final FieldSpec METADATA = new FieldSpec(Gvk.ANY, "metadata/namespace", true);

  @Override
  public void transform(Resources resources) {
    if (namespace.isEmpty()) {
      return;
    }
    Map<ResId.Key, Integer> counts = resources.idCounts();
    for (Resource resource : resources.list()) {
      if (resource.isEmpty() || resource.history().isFromChart()) {
        continue;
      }
      ResId before = resource.currentId();
      resource.rememberId();
      apply(resource);
      ResId after = resource.currentId();
      counts.merge(before.key(), -1, Integer::sum);
      if (counts.merge(after.key(), 1, Integer::sum) != 1) {
        throw new KustomizeException("", "namespace transformation produces ID conflict: " + after);
      }
    }
  }

  /** Sets the namespace of one resource, without remembering what it was called. */
  void apply(Resource resource) {
    FieldWalk walk = FieldWalk.creating(Node.Kind.SCALAR, Tags.STRING, this::set);
    String kind = resource.kind();
    boolean binding = kind.equals("RoleBinding") || kind.equals("ClusterRoleBinding");
    boolean core = resource.apiVersion().equals("v1");
    if (!resource.currentId().clusterScoped()) {
      walk.apply(resource, METADATA);
    }
    if (binding) {
      setSubjects(resource);
    }
    for (FieldSpec spec : specs) {
      boolean special =
          spec.path().equals("metadata/namespace")
              || (spec.path().equals("metadata/name") && !core)
              || (binding && isSubjects(spec));
      if (!special) {
        walk.apply(resource, spec);
      }
    }
  }

  private static boolean isSubjects(FieldSpec spec) {
    String kind = spec.gvk().kind();
    return spec.path().equals("subjects/namespace")
        && (kind.equals("RoleBinding") || kind.equals("ClusterRoleBinding"));
  }

  private void set(Node node) {
    if (!unsetOnly || node.isNullOrEmpty() || node.value().isEmpty()) {
      NodePaths.setScalar(node, Tags.STRING, namespace);
    }
  }

  private void setSubjects(Resource resource) {
    try {
      Node list = NodePaths.lookup(resource.node(), "subjects");
      if (subjects == Subjects.NONE || list == null || list.isNull()) {
        return;
      }
      NodePaths.requireKind(list, Node.Kind.SEQUENCE);
      list.content().stream().filter(this::isMoved).forEach(this::move);
    } catch (YamlException e) {
      throw FieldWalk.problem(resource, "subjects", e);
    }
  }

  private boolean isMoved(Node subject) {
    return subjects == Subjects.DEFAULT_ONLY
        ? subject.fieldText("name").equals("default")
        : subject.fieldText("kind").equals("ServiceAccount");
  }

  private void move(Node subject) {
    set(NodePaths.getOrCreate(subject, "namespace", Node.Kind.SCALAR));
  }
}
