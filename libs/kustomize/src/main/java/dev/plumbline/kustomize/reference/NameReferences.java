package dev.plumbline.kustomize.reference;

import dev.plumbline.kustomize.KustomizeException;
import dev.plumbline.kustomize.resource.Gvk;
import dev.plumbline.kustomize.resource.Resource;
import dev.plumbline.kustomize.resource.Resources;
import dev.plumbline.kustomize.transform.FieldSpec;
import dev.plumbline.kustomize.transform.FieldSpecs.NameReference;
import dev.plumbline.kustomize.transform.FieldWalk;
import dev.plumbline.kustomize.transform.Transformer;
import dev.plumbline.kustomize.yaml.Node;
import dev.plumbline.kustomize.yaml.NodePaths;
import dev.plumbline.kustomize.yaml.YamlException;
import java.util.List;

/**
 * Puts the new names of renamed resources wherever others refer to them.
 *
 * @param checkpoint called for each resource, since there may be many
 */
public record NameReferences(List<NameReference> references, Runnable checkpoint)
    implements Transformer {

  @Override
  public void transform(Resources resources) {
    Candidates candidates = new Candidates(resources);
    for (Resource referrer : resources.list()) {
      checkpoint.run();
      Gvk original = referrer.originalId().gvk();
      Referrals referrals = new Referrals(referrer, candidates);
      for (NameReference reference : references) {
        for (FieldSpec spec : reference.referrers()) {
          if (original.isSelectedBy(spec.gvk())) {
            update(referrer, new Update(referrals, reference.target(), spec.path()));
          }
        }
      }
    }
  }

  private static void update(Resource referrer, Update update) {
    try {
      FieldWalk.changing(update::apply)
          .apply(referrer, new FieldSpec(referrer.gvk(), update.path(), false));
    } catch (KustomizeException e) {
      throw new KustomizeException(
          e.file(),
          e.line(),
          update.path(),
          "updating name reference in '"
              + update.path()
              + "' field of '"
              + referrer
              + "': "
              + e.problem(),
          e);
    }
  }

  /** What happens to one field, or to each item of it. */
  private record Update(Referrals referrals, Gvk target, String path) {

    void apply(Node field) {
      if (field.isSequence() && !field.isNull()) {
        field.content().forEach(this::applyToItem);
      } else {
        applyToItem(field);
      }
    }

    private void applyToItem(Node item) {
      if (item.isNull()) {
        return;
      }
      switch (item.kind()) {
        case SCALAR -> rename(item);
        case MAPPING -> renameIn(item);
        case SEQUENCE -> throw new YamlException(item.line(), "expected a name or a mapping");
      }
    }

    private void rename(Node name) {
      Resource referral = referrals.byName(name.value(), target, path);
      if (referral != null && !referral.name().equals(name.value())) {
        NodePaths.setScalar(name, "", referral.name());
      }
    }

    private void renameIn(Node reference) {
      Node name = reference.field("name");
      if (name == null) {
        throw new YamlException(reference.line(), "path config error; no 'name' field in node");
      }
      Resource referral =
          referrals.byNameAndNamespace(name.value(), reference.field("namespace"), target, path);
      if (referral == null
          || (referral.name().equals(name.value()) && referral.namespace().isEmpty())) {
        return;
      }
      NodePaths.set(reference, "name", Node.scalar(referral.name()));
      if (!referral.namespace().isEmpty()) {
        NodePaths.set(reference, "namespace", Node.scalar(referral.namespace()));
      }
    }
  }
}
