package dev.plumbline.sandbox.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.rest.ApiError;
import dev.plumbline.sandbox.rest.Objects;
import dev.plumbline.sandbox.rest.WriteOptions;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Resource;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What every cluster has from its first second. */
public final class Bootstrap {

  private Bootstrap() {}

  /**
   * Serves what stored definitions declare, and makes the namespaces and the node that are missing.
   */
  public static void run(Objects objects) {
    objects
        .store()
        .list("customresourcedefinitions.apiextensions.k8s.io", "")
        .objects()
        .forEach(stored -> objects.registry().define(stored.object()));
    WriteOptions options = WriteOptions.as("kube-apiserver");
    Resource namespaces = objects.registry().stored("namespaces").orElseThrow();
    for (String name : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
      ObjectNode namespace = Json.object();
      namespace.putObject("metadata").put("name", name);
      create(objects, namespaces, namespace, options);
    }
    node(objects, WriteOptions.as("kubelet"));
  }

  private static void node(Objects objects, WriteOptions options) {
    Resource nodes = objects.registry().stored("nodes").orElseThrow();
    ObjectNode node = Json.object();
    ObjectNode metadata = node.putObject("metadata").put("name", Kubelet.NODE);
    metadata
        .putObject("labels")
        .put("kubernetes.io/hostname", Kubelet.NODE)
        .put("kubernetes.io/os", "linux");
    create(objects, nodes, node, options);
    String now = objects.clock().instant().truncatedTo(ChronoUnit.SECONDS).toString();
    objects.update(
        nodes,
        "",
        Kubelet.NODE,
        "status",
        options,
        Objects.Origin.BODY,
        stored -> {
          ObjectNode copy = stored.deepCopy();
          ObjectNode status = copy.putObject("status");
          ObjectNode capacity = status.putObject("capacity");
          capacity.put("cpu", "64").put("memory", "256Gi").put("pods", "2000");
          status.set("allocatable", capacity.deepCopy());
          status
              .putArray("conditions")
              .addObject()
              .put("type", "Ready")
              .put("status", "True")
              .put("reason", "KubeletReady")
              .put("message", "the sandbox is ready")
              .put("lastHeartbeatTime", now)
              .put("lastTransitionTime", now);
          status.putObject("nodeInfo").put("kubeletVersion", "v1.36.0+sandbox");
          return copy;
        });
  }

  private static void create(
      Objects objects, Resource resource, ObjectNode object, WriteOptions options) {
    try {
      objects.create(resource, "", object, options);
    } catch (ApiError e) {
      if (e.code() != 409) {
        throw e;
      }
    }
  }
}
