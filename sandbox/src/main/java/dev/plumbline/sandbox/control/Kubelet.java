package dev.plumbline.sandbox.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.store.Change;
import dev.plumbline.sandbox.store.Key;
import dev.plumbline.sandbox.store.Stored;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Schedules pods and pretends to run them. Annotations on the pod steer it: {@code
 * fake-kubelet/ready-after} (seconds), {@code fake-kubelet/fail} (CrashLoopBackOff or
 * ImagePullBackOff) and {@code fake-kubelet/exit-code}; an image whose tag is {@code missing}
 * cannot be pulled.
 */
final class Kubelet implements Reconciler {

  static final String NODE = "sandbox-0";
  private static final Duration DELAY = Duration.ofMillis(200);
  private static final String MANAGER = "kubelet";

  private final Cluster cluster;
  private final AtomicInteger addresses = new AtomicInteger(1);
  private final Map<String, Long> due = new ConcurrentHashMap<>();

  Kubelet(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public List<Key> affected(Change change) {
    Key key = change.now().key();
    if (!key.groupResource().equals("pods")) {
      return List.of();
    }
    if (change.kind() == Change.Kind.DELETED) {
      due.remove(change.now().uid());
      return List.of();
    }
    return List.of(key);
  }

  @Override
  public Duration reconcile(Key key) {
    Stored pod = cluster.get(key).orElse(null);
    if (pod == null) {
      return Duration.ZERO;
    }
    if (Cluster.deleting(pod)) {
      cluster.delete(pod, 0);
      return Duration.ZERO;
    }
    if (pod.object().at("/spec/nodeName").asText("").isEmpty()) {
      if (pod.object().at("/spec/schedulingGates").isEmpty()) {
        cluster.edit(
            key, "binding", "kube-scheduler", o -> Json.child(o, "spec").put("nodeName", NODE));
      }
      return Duration.ZERO;
    }
    if (!pod.object().at("/status/phase").asText("Pending").equals("Pending")
        || pod.object().at("/status/startTime").isTextual()) {
      return Duration.ZERO;
    }
    long now = System.nanoTime();
    long start = due.computeIfAbsent(pod.uid(), uid -> now + readyAfter(pod).toNanos());
    if (start - now > 0) {
      return Duration.ofNanos(start - now);
    }
    ObjectNode status = status(pod.object(), pod.uid());
    cluster.edit(key, "status", MANAGER, object -> Json.child(object, "status").setAll(status));
    return Duration.ZERO;
  }

  private static Duration readyAfter(Stored pod) {
    String seconds = pod.metadata().path("annotations").path("fake-kubelet/ready-after").asText("");
    return seconds.matches("\\d{1,6}(\\.\\d{1,3})?")
        ? Duration.ofMillis(Math.round(Double.parseDouble(seconds) * 1000))
        : DELAY;
  }

  private static String failure(JsonNode pod) {
    String asked = pod.at("/metadata/annotations").path("fake-kubelet/fail").asText("");
    if (!asked.isEmpty()) {
      return asked;
    }
    for (JsonNode container : pod.at("/spec/containers")) {
      if (container.path("image").asText().endsWith(":missing")) {
        return "ImagePullBackOff";
      }
    }
    return "";
  }

  private ObjectNode status(JsonNode pod, String uid) {
    String failure = failure(pod);
    boolean once = !pod.at("/spec/restartPolicy").asText("Always").equals("Always");
    String exit = pod.at("/metadata/annotations").path("fake-kubelet/exit-code").asText("0");
    int code = exit.matches("\\d{1,3}") ? Integer.parseInt(exit) : 0;
    boolean failing = !failure.isEmpty();
    boolean ready = !failing && !once;
    ObjectNode status = Json.object();
    status.put("phase", phase(failure, once, code));
    status.put("startTime", cluster.now().toString());
    status.put("hostIP", "127.0.0.1");
    status.putArray("hostIPs").addObject().put("ip", "127.0.0.1");
    int address = addresses.incrementAndGet();
    String ip = "10.244." + address / 250 % 250 + "." + (address % 250 + 1);
    status.put("podIP", ip);
    status.putArray("podIPs").addObject().put("ip", ip);
    var conditions = status.putArray("conditions");
    for (String type : List.of("PodScheduled", "Initialized", "ContainersReady", "Ready")) {
      boolean holds = ready || type.equals("PodScheduled") || type.equals("Initialized");
      ObjectNode condition =
          conditions
              .addObject()
              .put("type", type)
              .put("status", holds ? "True" : "False")
              .put("lastTransitionTime", cluster.now().toString());
      if (!holds) {
        condition.put("reason", once && !failing ? "PodCompleted" : "ContainersNotReady");
      }
    }
    var containers = status.putArray("containerStatuses");
    for (JsonNode container : pod.at("/spec/containers")) {
      containers.add(container(container, uid, failure, once, code));
    }
    if (!pod.at("/spec/initContainers").isEmpty()) {
      var inits = status.putArray("initContainerStatuses");
      for (JsonNode container : pod.at("/spec/initContainers")) {
        inits.add(container(container, uid, "", true, 0));
      }
    }
    return status;
  }

  private static String phase(String failure, boolean once, int code) {
    if (failure.equals("ImagePullBackOff")) {
      return "Pending";
    }
    if (!once || !failure.isEmpty()) {
      return "Running";
    }
    return code == 0 ? "Succeeded" : "Failed";
  }

  private ObjectNode container(
      JsonNode container, String uid, String failure, boolean once, int code) {
    String time = cluster.now().toString();
    String image = container.path("image").asText();
    ObjectNode status =
        Json.object()
            .put("name", container.path("name").asText())
            .put("image", image)
            .put("imageID", "sandbox://" + image)
            .put("restartCount", 0);
    ObjectNode state = status.putObject("state");
    if (!failure.isEmpty()) {
      status.put("ready", false).put("started", false);
      state
          .putObject("waiting")
          .put("reason", failure)
          .put("message", "the sandbox was asked to let this container fail");
      return status;
    }
    status.put("containerID", "sandbox://" + uid + "/" + container.path("name").asText());
    if (once) {
      status.put("ready", false).put("started", false);
      state
          .putObject("terminated")
          .put("exitCode", code)
          .put("reason", code == 0 ? "Completed" : "Error")
          .put("startedAt", time)
          .put("finishedAt", time);
    } else {
      status.put("ready", true).put("started", true);
      state.putObject("running").put("startedAt", time);
    }
    return status;
  }
}
