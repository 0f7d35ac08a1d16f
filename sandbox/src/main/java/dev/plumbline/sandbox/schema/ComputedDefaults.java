package dev.plumbline.sandbox.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Defaults that depend on the rest of the object, by the name of the type they belong to. */
final class ComputedDefaults {

  private static final JsonNode JOB =
      Json.trusted(
          """
          {"backoffLimit": 6, "completionMode": "NonIndexed", "suspend": false,
           "podReplacementPolicy": "TerminatingOrFailed", "manualSelector": false}
          """);

  private static final String RBAC = "rbac.authorization.k8s.io";

  private static final Map<String, Consumer<ObjectNode>> RULES =
      Map.ofEntries(
          Map.entry("core.v1.Container", ComputedDefaults::container),
          Map.entry("core.v1.EphemeralContainer", ComputedDefaults::container),
          Map.entry("core.v1.PodSpec", ComputedDefaults::podSpec),
          Map.entry("core.v1.Pod", ComputedDefaults::pod),
          Map.entry("core.v1.Volume", ComputedDefaults::volume),
          Map.entry("core.v1.Service", ComputedDefaults::service),
          Map.entry("core.v1.Namespace", ComputedDefaults::namespace),
          Map.entry("core.v1.LimitRangeItem", ComputedDefaults::limits),
          Map.entry("apiextensions.v1.CustomResourceDefinitionSpec", ComputedDefaults::names),
          Map.entry("batch.v1.Job", ComputedDefaults::job),
          Map.entry("apps.v1.DaemonSet", ComputedDefaults::daemonSet),
          Map.entry("apps.v1.DeploymentStrategy", ComputedDefaults::deploymentStrategy),
          Map.entry("apps.v1.StatefulSetSpec", ComputedDefaults::statefulSet),
          Map.entry("apps.v1.StatefulSetUpdateStrategy", ComputedDefaults::statefulSetStrategy),
          Map.entry("apps.v1.DaemonSetUpdateStrategy", ComputedDefaults::daemonSetStrategy),
          Map.entry("networking.v1.NetworkPolicySpec", ComputedDefaults::networkPolicy),
          Map.entry("autoscaling.v2.HorizontalPodAutoscalerSpec", ComputedDefaults::autoscaler),
          Map.entry("rbac.v1.Subject", ComputedDefaults::subject));

  private ComputedDefaults() {}

  static void fill(String typeName, ObjectNode value) {
    Consumer<ObjectNode> rule = RULES.get(typeName);
    if (rule != null) {
      rule.accept(value);
    }
  }

  private static void container(ObjectNode container) {
    if (!container.has("imagePullPolicy")) {
      String image = container.path("image").asText();
      String name = image.substring(image.lastIndexOf('/') + 1);
      boolean latest = !image.contains("@") && (!name.contains(":") || name.endsWith(":latest"));
      container.put("imagePullPolicy", latest ? "Always" : "IfNotPresent");
    }
  }

  private static void podSpec(ObjectNode spec) {
    // The old name of the field is kept in step with the new one, which wins.
    String account = spec.path("serviceAccountName").asText(spec.path("serviceAccount").asText());
    if (!account.isEmpty()) {
      spec.put("serviceAccountName", account);
      spec.put("serviceAccount", account);
    }
    if (spec.path("hostNetwork").asBoolean()) {
      for (JsonNode container : spec.path("containers")) {
        for (JsonNode port : container.path("ports")) {
          if (port instanceof ObjectNode object && !object.has("hostPort")) {
            object.set("hostPort", object.path("containerPort"));
          }
        }
      }
    }
  }

  private static void pod(ObjectNode pod) {
    if (pod.path("spec") instanceof ObjectNode spec && !spec.has("enableServiceLinks")) {
      spec.put("enableServiceLinks", true);
    }
    for (String list : List.of("containers", "initContainers")) {
      for (JsonNode container : pod.path("spec").path(list)) {
        if (container.path("resources") instanceof ObjectNode resources) {
          requests(resources);
        }
      }
    }
  }

  private static void volume(ObjectNode volume) {
    if (volume.size() == 1 && volume.has("name")) {
      volume.putObject("emptyDir");
    }
  }

  private static void service(ObjectNode service) {
    ObjectNode spec = Json.child(service, "spec");
    String type = spec.path("type").asText("ClusterIP");
    for (JsonNode port : spec.path("ports")) {
      if (port instanceof ObjectNode object && !object.has("targetPort")) {
        object.set("targetPort", object.path("port"));
      }
    }
    if (type.equals("ExternalName")) {
      return;
    }
    putAbsent(spec, "internalTrafficPolicy", "Cluster");
    if (type.equals("NodePort") || type.equals("LoadBalancer")) {
      putAbsent(spec, "externalTrafficPolicy", "Cluster");
    }
    if (type.equals("LoadBalancer") && !spec.has("allocateLoadBalancerNodePorts")) {
      spec.put("allocateLoadBalancerNodePorts", true);
    }
    if (spec.path("sessionAffinity").asText().equals("ClientIP")
        && !spec.has("sessionAffinityConfig")) {
      spec.putObject("sessionAffinityConfig").putObject("clientIP").put("timeoutSeconds", 10800);
    }
  }

  private static void namespace(ObjectNode namespace) {
    ObjectNode metadata = Json.child(namespace, "metadata");
    if (metadata.has("name")) {
      Json.child(metadata, "labels").set("kubernetes.io/metadata.name", metadata.path("name"));
    }
  }

  /** Pods, but not their templates, request what they are limited to. */
  private static void requests(ObjectNode resources) {
    for (Map.Entry<String, JsonNode> limit : resources.path("limits").properties()) {
      ObjectNode requests = Json.child(resources, "requests");
      if (!requests.has(limit.getKey())) {
        requests.set(limit.getKey(), limit.getValue());
      }
    }
  }

  private static void deploymentStrategy(ObjectNode strategy) {
    if (strategy.path("type").asText().equals("RollingUpdate")) {
      ObjectNode rolling = Json.child(strategy, "rollingUpdate");
      putAbsent(rolling, "maxUnavailable", "25%");
      putAbsent(rolling, "maxSurge", "25%");
    }
  }

  private static void statefulSet(ObjectNode spec) {
    for (JsonNode claim : spec.path("volumeClaimTemplates")) {
      if (claim instanceof ObjectNode object) {
        putAbsent(object, "apiVersion", "v1");
        putAbsent(object, "kind", "PersistentVolumeClaim");
      }
    }
  }

  private static void statefulSetStrategy(ObjectNode strategy) {
    if (strategy.path("type").asText().equals("RollingUpdate")) {
      ObjectNode rolling = Json.child(strategy, "rollingUpdate");
      if (!rolling.has("partition")) {
        rolling.put("partition", 0);
      }
    }
  }

  private static void daemonSetStrategy(ObjectNode strategy) {
    if (strategy.path("type").asText().equals("RollingUpdate")) {
      ObjectNode rolling = Json.child(strategy, "rollingUpdate");
      if (!rolling.has("maxUnavailable")) {
        rolling.put("maxUnavailable", 1);
      }
      if (!rolling.has("maxSurge")) {
        rolling.put("maxSurge", 0);
      }
    }
  }

  private static void limits(ObjectNode item) {
    if (!item.path("type").asText().equals("Container")) {
      return;
    }
    for (Map.Entry<String, JsonNode> max : item.path("max").properties()) {
      ObjectNode limit = Json.child(item, "default");
      if (!limit.has(max.getKey())) {
        limit.set(max.getKey(), max.getValue());
      }
    }
    for (String from : List.of("default", "min")) {
      for (Map.Entry<String, JsonNode> value : item.path(from).properties()) {
        ObjectNode request = Json.child(item, "defaultRequest");
        if (!request.has(value.getKey())) {
          request.set(value.getKey(), value.getValue());
        }
      }
    }
  }

  private static void names(ObjectNode definition) {
    ObjectNode names = Json.child(definition, "names");
    String kind = names.path("kind").asText();
    putAbsent(names, "singular", kind.toLowerCase(Locale.ROOT));
    putAbsent(names, "listKind", kind + "List");
  }

  private static void daemonSet(ObjectNode set) {
    ObjectNode metadata = Json.child(set, "metadata");
    putAbsent(Json.child(metadata, "annotations"), "deprecated.daemonset.template.generation", "1");
  }

  private static void job(ObjectNode job) {
    ObjectNode spec = Json.child(job, "spec");
    JOB.properties()
        .forEach(
            e -> {
              if (!spec.has(e.getKey())) {
                spec.set(e.getKey(), e.getValue());
              }
            });
    if (!spec.has("completions") && !spec.has("parallelism")) {
      spec.put("completions", 1);
      spec.put("parallelism", 1);
    } else if (!spec.has("parallelism")) {
      spec.put("parallelism", 1);
    }
  }

  private static void networkPolicy(ObjectNode spec) {
    if (!spec.has("policyTypes")) {
      ArrayNode types = spec.putArray("policyTypes");
      types.add("Ingress");
      if (!spec.path("egress").isEmpty()) {
        types.add("Egress");
      }
    }
  }

  private static void autoscaler(ObjectNode spec) {
    if (spec.path("metrics").isEmpty()) {
      ObjectNode metric = spec.putArray("metrics").addObject();
      metric.put("type", "Resource");
      ObjectNode resource = metric.putObject("resource");
      resource.put("name", "cpu");
      resource.putObject("target").put("type", "Utilization").put("averageUtilization", 80);
    }
  }

  private static void subject(ObjectNode subject) {
    if (!subject.has("apiGroup") && !subject.path("kind").asText().equals("ServiceAccount")) {
      subject.put("apiGroup", RBAC);
    }
  }

  private static void putAbsent(ObjectNode object, String name, String value) {
    if (!object.has(name)) {
      object.put(name, value);
    }
  }
}
