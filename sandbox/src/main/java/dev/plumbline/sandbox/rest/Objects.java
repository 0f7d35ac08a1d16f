package dev.plumbline.sandbox.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.ownership.ApplyConflict;
import dev.plumbline.sandbox.ownership.FieldManager;
import dev.plumbline.sandbox.ownership.Ownership;
import dev.plumbline.sandbox.patch.PatchException;
import dev.plumbline.sandbox.schema.CustomKind;
import dev.plumbline.sandbox.schema.FieldError;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.ObjectCodec;
import dev.plumbline.sandbox.schema.Registry;
import dev.plumbline.sandbox.schema.Resource;
import dev.plumbline.sandbox.store.Key;
import dev.plumbline.sandbox.store.Store;
import dev.plumbline.sandbox.store.Stored;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Create, replace, patch and apply: the one way in which objects change, for clients and
 * controllers alike.
 */
public final class Objects {

  private final Registry registry;
  private final Store store;
  private final ServiceAddresses addresses;
  private final Clock clock;
  private final Identity identity = new Identity();

  public Objects(Registry registry, Store store, Clock clock) {
    this.registry = registry;
    this.store = store;
    this.addresses = new ServiceAddresses(store);
    this.clock = clock;
  }

  /**
   * The outcome of a write.
   *
   * @param created whether the object did not exist before
   * @param warnings what a client should be told, such as unknown fields that were dropped
   */
  public record Written(ObjectNode object, boolean created, List<String> warnings) {
    public Written {
      warnings = List.copyOf(warnings);
    }
  }

  /** How an object came to be: as a whole body, by a patch, or by an apply. */
  public enum Origin {
    BODY,
    PATCH,
    APPLY
  }

  /** Makes the new object from the stored one, which it must not change. */
  @FunctionalInterface
  public interface Edit {
    ObjectNode apply(ObjectNode stored) throws PatchException;
  }

  public Store store() {
    return store;
  }

  public Registry registry() {
    return registry;
  }

  public Clock clock() {
    return clock;
  }

  /** The stored object in the version of the resource, or 404. */
  public ObjectNode get(Resource resource, String namespace, String name) {
    Stored stored =
        store
            .get(Strategy.key(resource, namespace, name))
            .orElseThrow(() -> ApiError.notFound(resource, name));
    return inVersion(resource, stored.object());
  }

  static ObjectNode inVersion(Resource resource, ObjectNode stored) {
    if (stored.path("apiVersion").asText().equals(resource.apiVersion())) {
      return stored;
    }
    ObjectNode copy = stored.deepCopy();
    copy.put("apiVersion", resource.apiVersion());
    return copy;
  }

  public Written create(
      Resource resource, String namespace, ObjectNode body, WriteOptions options) {
    Preconditions.kind(resource, body);
    ObjectNode raw = body.deepCopy();
    ObjectNode metadata = Json.child(raw, "metadata");
    if (!metadata.path("resourceVersion").asText().isEmpty()) {
      throw ApiError.badRequest("resourceVersion should not be set on objects to be created");
    }
    identity.generateName(metadata);
    String name = metadata.path("name").asText();
    if (name.isEmpty()) {
      throw ApiError.invalid(
          resource,
          "",
          List.of(FieldError.required("metadata.name", "name or generateName is required")));
    }
    return store.atomically(
        () -> {
          ObjectNode zero = ObjectCodec.zero(resource);
          identity.fresh(resource, raw, namespace, now());
          List<String> warnings = new ArrayList<>();
          StrictDecoder.check(resource, raw, null, options, warnings, Origin.BODY);
          Identity.clearReset(resource, raw, null);
          ObjectNode object = StrictDecoder.decode(resource, raw, options, warnings, Origin.BODY);
          object =
              ownership(resource, "")
                  .update(
                      zero,
                      object,
                      FieldManager.updating(options.manager(), resource.apiVersion(), ""),
                      now());
          return insert(resource, namespace, name, object, options, warnings);
        });
  }

  private Written insert(
      Resource resource,
      String namespace,
      String name,
      ObjectNode object,
      WriteOptions options,
      List<String> warnings) {
    checkNamespace(resource, namespace, name);
    Key key = Strategy.key(resource, namespace, name);
    if (store.get(key).isPresent()) {
      throw ApiError.exists(resource, name);
    }
    Strategy.onCreate(resource, object, addresses);
    List<FieldError> errors = Validation.errors(resource, null, object);
    if (!errors.isEmpty()) {
      throw ApiError.invalid(resource, name, errors);
    }
    Preconditions.size(object);
    if (options.dryRun()) {
      return new Written(object, true, warnings);
    }
    return new Written(store(resource, key, object), true, warnings);
  }

  /** Replaces an object or one of its subresources by what {@code edit} makes of it. */
  public Written update(
      Resource resource,
      String namespace,
      String name,
      String subresource,
      WriteOptions options,
      Origin origin,
      Edit edit) {
    return store.atomically(
        () -> {
          Key key = Strategy.key(resource, namespace, name);
          Stored stored = store.get(key).orElseThrow(() -> ApiError.notFound(resource, name));
          ObjectNode old = inVersion(resource, stored.object());
          ObjectNode sent;
          try {
            sent = edit.apply(old.deepCopy());
          } catch (PatchException e) {
            throw e.malformed()
                ? ApiError.badRequest(String.valueOf(e.getMessage()))
                : ApiError.rejected();
          }
          Preconditions.kind(resource, sent);
          Preconditions.unchanged(resource, old, key, sent);
          Identity.keep(old, sent);
          List<String> warnings = new ArrayList<>();
          if (subresource.isEmpty()) {
            StrictDecoder.check(resource, sent, old, options, warnings, origin);
          }
          ObjectNode limited = Identity.limit(resource, subresource, old, sent);
          ObjectNode object = StrictDecoder.decode(resource, limited, options, warnings, origin);
          object =
              ownership(resource, subresource)
                  .update(
                      old,
                      object,
                      FieldManager.updating(options.manager(), resource.apiVersion(), subresource),
                      now());
          return replace(resource, key, old, object, options, warnings);
        });
  }

  /** Server-side apply. */
  public Written apply(
      Resource resource,
      String namespace,
      String name,
      String subresource,
      ObjectNode body,
      WriteOptions options) {
    Preconditions.applied(resource, namespace, name, body);
    ObjectNode config = body.deepCopy();
    Json.child(config, "metadata").put("name", name);
    Preconditions.typed(resource, config);
    return store.atomically(
        () -> {
          Key key = Strategy.key(resource, namespace, name);
          Optional<Stored> stored = store.get(key);
          if (stored.isEmpty() && !subresource.isEmpty()) {
            throw ApiError.notFound(resource, name);
          }
          ObjectNode live =
              stored
                  .map(s -> inVersion(resource, s.object()))
                  .orElseGet(() -> ObjectCodec.zero(resource));
          if (stored.isPresent()) {
            Preconditions.version(resource, live, name, config);
          }
          Preconditions.appliedUid(resource, name, live, config, stored.isPresent());
          FieldManager manager = FieldManager.applying(options.manager(), subresource);
          ObjectNode result;
          try {
            result =
                ownership(resource, subresource)
                    .apply(live, config, manager, options.force(), now());
          } catch (ApplyConflict e) {
            throw ApiError.applyConflict(e);
          }
          List<String> warnings = new ArrayList<>();
          if (stored.isEmpty()) {
            identity.fresh(resource, result, namespace, now());
            Json.child(result, "metadata").put("name", name);
            Identity.clearReset(resource, result, null);
            return insert(
                resource,
                namespace,
                name,
                StrictDecoder.decode(resource, result, options, warnings, Origin.APPLY),
                options,
                warnings);
          }
          Identity.keep(live, result);
          ObjectNode limited = Identity.limit(resource, subresource, live, result);
          return replace(
              resource,
              key,
              live,
              StrictDecoder.decode(resource, limited, options, warnings, Origin.APPLY),
              options,
              warnings);
        });
  }

  private Written replace(
      Resource resource,
      Key key,
      ObjectNode old,
      ObjectNode object,
      WriteOptions options,
      List<String> warnings) {
    String name = key.name();
    Strategy.onUpdate(resource, old, object, addresses);
    List<FieldError> errors = Validation.errors(resource, old, object);
    if (!errors.isEmpty()) {
      throw ApiError.invalid(resource, name, errors);
    }
    Preconditions.size(object);
    if (sameButForTimes(old, object)) {
      return new Written(old, false, warnings);
    }
    if (options.dryRun()) {
      return new Written(object, false, warnings);
    }
    boolean finished =
        object.at("/metadata/deletionTimestamp").isTextual()
            && object.at("/metadata/finalizers").isEmpty()
            && object.at("/metadata/deletionGracePeriodSeconds").asLong() == 0
            && !(resource.isBuiltIn("Namespace") && !object.at("/spec/finalizers").isEmpty());
    if (finished) {
      store(resource, key, object);
      store.delete(key);
      return new Written(object, false, warnings);
    }
    return new Written(store(resource, key, object), false, warnings);
  }

  private ObjectNode store(Resource resource, Key key, ObjectNode object) {
    CustomKind custom = resource.custom();
    ObjectNode kept = object;
    if (custom != null && !custom.storageVersion().equals(resource.version())) {
      kept = object.deepCopy();
      kept.put("apiVersion", resource.group() + "/" + custom.storageVersion());
    }
    return inVersion(resource, store.put(key, kept).object());
  }

  private Ownership ownership(Resource resource, String subresource) {
    Set<String> versions =
        registry
            .all()
            .filter(r -> r.groupResource().equals(resource.groupResource()))
            .map(Resource::apiVersion)
            .collect(Collectors.toSet());
    return new Ownership(
        resource.type(), resource.apiVersion(), versions, Strategy.reset(resource, subresource));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private void checkNamespace(Resource resource, String namespace, String name) {
    if (!resource.namespaced()) {
      return;
    }
    Stored found =
        store
            .get(new Key("namespaces", "", namespace))
            .orElseThrow(() -> ApiError.namespaceNotFound(namespace));
    if (found.metadata().has("deletionTimestamp")) {
      throw ApiError.namespaceTerminating(resource, name, namespace);
    }
  }

  private static boolean sameButForTimes(ObjectNode old, ObjectNode object) {
    return Json.same(withoutTimes(old), withoutTimes(object));
  }

  private static ObjectNode withoutTimes(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    copy.at("/metadata/managedFields")
        .forEach(
            entry -> {
              if (entry instanceof ObjectNode e) {
                e.remove("time");
              }
            });
    return copy;
  }
}
