package dev.plumbline.cli.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cli.UserError;
import dev.plumbline.cluster.ClusterClient;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.resources.Project;
import dev.plumbline.contracts.resources.ResourceKind;
import java.util.Optional;

/**
 * An application as its cluster has it, and the clusters that it concerns.
 *
 * @param resource as it was read
 * @param project that it names, if that exists
 * @param installation the field manager, and the first part of every mark
 * @param installationNamespace where the installation keeps what counts for all applications
 * @param control the cluster that has the application
 * @param destination the cluster that has its objects; may be the same
 */
public record LiveApplication(
    Application application,
    ObjectNode resource,
    Optional<Project> project,
    String installation,
    String installationNamespace,
    ClusterClient control,
    ClusterClient destination)
    implements AutoCloseable {

  /** What was found of an application on the control cluster. */
  record Found(Application application, ObjectNode resource, Optional<Project> project) {}

  static Found find(ClusterClient control, ApplicationKey key) throws ClusterException {
    ObjectNode resource =
        control
            .get(ref(ResourceKind.APPLICATION, key.namespace(), key.name()))
            .orElseThrow(() -> new UserError("there is no Application " + key));
    Application application = read(resource, Application.class, "Application " + key);
    String name = application.spec().projectOrDefault();
    Optional<ObjectNode> project = control.get(ref(ResourceKind.PROJECT, key.namespace(), name));
    return new Found(
        application, resource, project.map(found -> read(found, Project.class, "Project " + name)));
  }

  private static ObjectRef ref(ResourceKind kind, String namespace, String name) {
    return new ObjectRef(ResourceKind.GROUP, ResourceKind.VERSION, kind.kind(), namespace, name);
  }

  private static <T> T read(ObjectNode resource, Class<T> type, String what) {
    try {
      return Json.mapper().treeToValue(resource, type);
    } catch (JsonProcessingException e) {
      throw new UserError(what + " is not valid: " + e.getOriginalMessage(), e);
    }
  }

  /** The same with another spec. */
  public Application with(JsonNode spec) {
    ObjectNode changed = resource.deepCopy();
    changed.set("spec", spec);
    return read(changed, Application.class, "Application " + key());
  }

  /** Its status as the detector last wrote it; missing before it did. */
  public JsonNode status() {
    return resource.path("status");
  }

  /** The application's key. */
  public ApplicationKey key() {
    return application.key();
  }

  @Override
  public void close() {
    if (destination != control) {
      destination.close();
    }
    control.close();
  }
}
