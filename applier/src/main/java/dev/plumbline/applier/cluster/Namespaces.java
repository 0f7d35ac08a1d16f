package dev.plumbline.applier.cluster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.applier.model.Fault;
import dev.plumbline.applier.model.Precondition;
import dev.plumbline.applier.model.TaskOutcome;
import dev.plumbline.cluster.ClusterException;
import dev.plumbline.cluster.WriteOptions;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.PlanMade;
import java.util.Map;
import java.util.Optional;

/**
 * Sees to it that a namespace is there, and that it bears what the plan says. It never becomes an
 * application's object: it bears no mark, and what it bears for an application has a field manager
 * of its own.
 */
final class Namespaces {

  private final NamespaceOwners owners;

  Namespaces(NamespaceOwners owners) {
    this.owners = owners;
  }

  TaskOutcome ensure(Site site, ObjectRef ref) throws ClusterException {
    Optional<ObjectNode> live = site.cluster().get(ref);
    if (live.isPresent() && live.get().path("metadata").hasNonNull("deletionTimestamp")) {
      return Faults.failed(Fault.Cause.NAMESPACE_TERMINATING, "it is to be created again", true);
    }
    if (!site.isOurs()) {
      return new TaskOutcome.NotTried();
    }
    PlanMade.NamespaceMetadata metadata = site.plan().namespaceMetadata();
    if (metadata != null) {
      Optional<String> contested =
          live.flatMap(namespace -> owners.contested(site, namespace, metadata));
      if (contested.isPresent()) {
        return Faults.failed(Fault.Cause.OWNED, contested.get(), false);
      }
      ObjectNode namespace = named(ref);
      put(namespace, "labels", metadata.labels());
      put(namespace, "annotations", metadata.annotations());
      site.cluster()
          .apply(
              ref,
              Precondition.read(live.orElse(null)).on(namespace),
              WriteOptions.by(owners.manager(site.plan().applicationUid())).forced());
    } else if (live.isEmpty()) {
      create(site, ref);
    }
    return new TaskOutcome.NamespaceReady();
  }

  private static void create(Site site, ObjectRef ref) throws ClusterException {
    try {
      site.cluster().create(ref, named(ref));
    } catch (ClusterException e) {
      if (e.reason() != ClusterException.Reason.CONFLICT) {
        throw e;
      }
    }
  }

  private static ObjectNode named(ObjectRef ref) {
    ObjectNode namespace = Json.mapper().createObjectNode();
    namespace.put("apiVersion", ref.apiVersion()).put("kind", ref.kind());
    namespace.putObject("metadata").put("name", ref.name());
    return namespace;
  }

  private static void put(ObjectNode namespace, String field, Map<String, String> values) {
    if (!values.isEmpty()) {
      values.forEach(namespace.withObject("/metadata/" + field)::put);
    }
  }
}
