package dev.plumbline.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.cluster.ClusterException.Reason;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads and writes single objects, in somebody's name; see {@link ClusterClient}. */
final class ObjectCalls {

  private static final String JSON = "application/json";
  private static final String APPLY = "application/apply-patch+yaml";

  private final Transport transport;
  private final Discovery discovery;
  private final @Nullable Impersonation as;

  /**
   * Calls over a transport.
   *
   * @param as null for the credentials' owner
   */
  ObjectCalls(Transport transport, Discovery discovery, @Nullable Impersonation as) {
    this.transport = transport;
    this.discovery = discovery;
    this.as = as;
  }

  /** The same in another's name. */
  ObjectCalls as(Impersonation other) {
    return new ObjectCalls(transport, discovery, other);
  }

  Applied apply(ObjectRef ref, ObjectNode manifest, WriteOptions options) throws ClusterException {
    try {
      return applyOnce(ref, manifest, options);
    } catch (ClusterException e) {
      if (e.status() == 422
          && options.force()
          && !options.dryRun()
          && UnionMembers.giveWay(this, ref, manifest, options.fieldManager())) {
        return applyOnce(ref, manifest, options);
      }
      throw e;
    }
  }

  private Applied applyOnce(ObjectRef ref, ObjectNode manifest, WriteOptions options)
      throws ClusterException {
    String query = options.query() + "&force=" + options.force();
    ApiResource resource = resolve(ref);
    Answer answer = write("apply", "PATCH", path(resource, ref, null) + query, APPLY, manifest);
    return new Applied(objectOrThrow(answer, resource, ref), answer.code() == 201);
  }

  Optional<ObjectNode> get(ObjectRef ref) throws ClusterException {
    ApiResource resource = resolve(ref);
    Answer answer = transport.send(Request.get("get", path(resource, ref, null), JSON).as(as));
    if (answer.code() == 404) {
      forgetIfPathUnknown(answer, resource);
      return Optional.empty();
    }
    return Optional.of(objectOrThrow(answer, resource, ref));
  }

  /**
   * Creates an object.
   *
   * @param query empty for none
   */
  ObjectNode create(ObjectRef ref, ObjectNode object, String query) throws ClusterException {
    ApiResource resource = resolve(ref);
    requireNamespace(resource, ref);
    String path = resource.collectionPath(ref.namespace()) + query;
    return objectOrThrow(write("create", "POST", path, JSON, object), resource, ref);
  }

  ObjectNode patch(
      ObjectRef ref,
      @Nullable String subresource,
      PatchType type,
      JsonNode patch,
      String fieldManager)
      throws ClusterException {
    ApiResource resource = resolve(ref);
    String path =
        path(resource, ref, subresource) + "?fieldManager=" + ApiResource.encode(fieldManager);
    return objectOrThrow(write("patch", "PATCH", path, type.contentType(), patch), resource, ref);
  }

  DeleteOutcome delete(
      ObjectRef ref,
      @Nullable String uid,
      @Nullable String resourceVersion,
      Propagation propagation)
      throws ClusterException {
    ObjectNode options = Json.mapper().createObjectNode();
    options.put("apiVersion", "v1").put("kind", "DeleteOptions");
    options.put("propagationPolicy", propagation.policy());
    if (uid != null) {
      options.withObject("/preconditions").put("uid", uid);
    }
    if (resourceVersion != null) {
      options.withObject("/preconditions").put("resourceVersion", resourceVersion);
    }
    ApiResource resource = resolve(ref);
    Answer answer = write("delete", "DELETE", path(resource, ref, null), JSON, options);
    if (answer.code() == 404) {
      forgetIfPathUnknown(answer, resource);
      return DeleteOutcome.NOT_FOUND;
    }
    if (answer.code() == 409 && (uid != null || resourceVersion != null)) {
      return DeleteOutcome.PRECONDITION_FAILED;
    }
    ObjectNode object = objectOrThrow(answer, resource, ref);
    return object.path("metadata").hasNonNull("deletionTimestamp")
        ? DeleteOutcome.PENDING
        : DeleteOutcome.GONE;
  }

  private ApiResource resolve(ObjectRef ref) throws ClusterException {
    return discovery.resolve(ref.group(), ref.version(), ref.kind());
  }

  private Answer write(String verb, String method, String path, String contentType, JsonNode body)
      throws ClusterException {
    return transport.send(
        new Request(verb, method, path, JSON, contentType, body.toString()).as(as));
  }

  private static String path(ApiResource resource, ObjectRef ref, @Nullable String subresource)
      throws ClusterException {
    requireNamespace(resource, ref);
    return resource.objectPath(ref, subresource);
  }

  private static void requireNamespace(ApiResource resource, ObjectRef ref)
      throws ClusterException {
    if (resource.namespaced() && ref.namespace().isEmpty()) {
      throw new ClusterException(Reason.INVALID, 0, ref + ": " + ref.kind() + " needs a namespace");
    }
  }

  private ObjectNode objectOrThrow(Answer answer, ApiResource resource, ObjectRef ref)
      throws ClusterException {
    if (answer.ok()) {
      return answer.object(ref.toString());
    }
    if (answer.deniesPath()) {
      discovery.forget(resource);
      throw Discovery.gone(resource, ref);
    }
    throw StatusErrors.of(answer, ref.toString(), ClusterClient.isSecret(resource));
  }

  private void forgetIfPathUnknown(Answer answer, ApiResource resource) {
    if (answer.deniesPath()) {
      discovery.forget(resource);
    }
  }
}
