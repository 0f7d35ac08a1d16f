package dev.plumbline.kustomize.generate;

import dev.plumbline.kustomize.files.FieldReader;
import dev.plumbline.kustomize.resource.Resource;
import dev.plumbline.kustomize.yaml.Node;

/** A service account bound to one of a cloud. */
public final class IamPolicy {

  private IamPolicy() {}

  /** Generates from the configuration of the built-in generator. */
  public static Resource generate(FieldReader fields) {
    if (!fields.text("cloud").equals("gke")) {
      throw fields.problem(
          "cloud", "cloud provider " + fields.text("cloud") + " not supported yet, expected gke");
    }
    FieldReader service =
        fields
            .object("kubernetesService")
            .orElseThrow(() -> fields.problem("kubernetesService", "expected a mapping"));
    FieldReader account =
        fields
            .object("serviceAccount")
            .orElseThrow(() -> fields.problem("serviceAccount", "expected a mapping"));
    Node metadata =
        Node.mapping()
            .add(
                "annotations",
                Node.mapping()
                    .add(
                        "iam.gke.io/gcp-service-account",
                        Node.scalar(
                            account.text("name")
                                + "@"
                                + account.text("projectId")
                                + ".iam.gserviceaccount.com")))
            .add("name", Node.scalar(service.text("name")));
    if (!service.text("namespace").isEmpty()) {
      metadata.add("namespace", Node.scalar(service.text("namespace")));
    }
    return new Resource(
        Node.mapping()
            .add("apiVersion", Node.scalar("v1"))
            .add("kind", Node.scalar("ServiceAccount"))
            .add("metadata", metadata));
  }
}
