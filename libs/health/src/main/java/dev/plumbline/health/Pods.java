package dev.plumbline.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Health of pods, and what is the matter with one. */
public final class Pods {

  /** Reasons to wait that do not go away without somebody doing something. */
  private static final Set<String> TROUBLE =
      Set.of(
          "ImagePullBackOff",
          "ErrImagePull",
          "ErrImageNeverPull",
          "InvalidImageName",
          "ImageInspectError",
          "CrashLoopBackOff",
          "CreateContainerConfigError",
          "CreateContainerError",
          "RunContainerError");

  private static final List<String> STATUSES =
      List.of("initContainerStatuses", "containerStatuses", "ephemeralContainerStatuses");

  private static final List<String> IGNORE_POLICY =
      List.of("plumbline.dev/ignore-restart-policy", "argocd.argoproj.io/ignore-restart-policy");

  private static final List<String> HOOKS =
      List.of("plumbline.dev/hook", "argocd.argoproj.io/hook", "helm.sh/hook");

  private Pods() {}

  static Finding of(JsonNode pod) {
    Optional<String> trouble = trouble(pod);
    if (trouble.isPresent()) {
      return Finding.degraded(trouble.get());
    }
    JsonNode status = pod.path("status");
    return switch (status.path("phase").asText("")) {
      case "Succeeded" -> Finding.HEALTHY;
      case "Failed" -> Finding.degraded("the pod failed" + because(failure(pod)));
      case "Running" -> running(pod);
      default -> Finding.progressing(waiting(pod).orElse("the pod is pending"));
    };
  }

  private static Finding running(JsonNode pod) {
    if (!restarts(pod)) {
      return Finding.progressing("the pod runs until it is done");
    }
    if (Conditions.is(pod, "Ready", "True")) {
      return Finding.HEALTHY;
    }
    return ended(pod)
        .map(Finding::degraded)
        .orElseGet(() -> Finding.progressing(waiting(pod).orElse("the pod is not ready")));
  }

  /** Whether it is to run on; somebody may say so of pods that are not to be restarted. */
  private static boolean restarts(JsonNode pod) {
    if (pod.path("spec").path("restartPolicy").asText("Always").equals("Always")) {
      return true;
    }
    JsonNode annotations = pod.path("metadata").path("annotations");
    return IGNORE_POLICY.stream().anyMatch(name -> annotations.path(name).asText().equals("true"))
        && HOOKS.stream().noneMatch(annotations::has);
  }

  /** The container that ended with an error, not for the first time. */
  private static Optional<String> ended(JsonNode pod) {
    for (String statuses : STATUSES) {
      for (JsonNode container : pod.path("status").path(statuses)) {
        boolean now = failed(container.path("state").path("terminated"));
        if (now && failed(container.path("lastState").path("terminated"))) {
          return Optional.of(
              "container " + container.path("name").asText() + ": " + detail(container, container));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean failed(JsonNode terminated) {
    return terminated.path("exitCode").asInt(0) != 0;
  }

  /**
   * Why a pod will not come up until somebody does something, with container and image; empty while
   * it may yet come up by itself.
   */
  public static Optional<String> trouble(JsonNode pod) {
    boolean retried = !restarts(pod);
    for (String statuses : STATUSES) {
      for (JsonNode container : pod.path("status").path(statuses)) {
        JsonNode waiting = container.path("state").path("waiting");
        String reason = waiting.path("reason").asText("");
        boolean crashing = reason.equals("CrashLoopBackOff");
        if (TROUBLE.contains(reason) && (!crashing || !retried)) {
          return Optional.of(
              "container "
                  + container.path("name").asText()
                  + ": "
                  + reason
                  + " with image "
                  + image(pod, container)
                  + because(detail(container, waiting)));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * What a pod waits for that may yet come by itself, such as room on a node; empty when it waits
   * for nothing.
   */
  public static Optional<String> waiting(JsonNode pod) {
    Optional<JsonNode> unscheduled =
        Conditions.find(pod, "PodScheduled")
            .filter(condition -> condition.path("status").asText().equals("False"));
    if (unscheduled.isPresent()) {
      return Optional.of(
          "the pod cannot be scheduled" + because(Conditions.message(unscheduled.get())));
    }
    for (String statuses : STATUSES) {
      for (JsonNode container : pod.path("status").path(statuses)) {
        String reason = container.path("state").path("waiting").path("reason").asText("");
        if (!reason.isEmpty()) {
          return Optional.of("container " + container.path("name").asText() + ": " + reason);
        }
      }
    }
    return Optional.empty();
  }

  /** The image as the manifest names it; the status may hold a resolved one, or none. */
  private static String image(JsonNode pod, JsonNode container) {
    for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
      for (JsonNode spec : pod.path("spec").path(list)) {
        if (spec.path("name").equals(container.path("name"))) {
          return spec.path("image").asText();
        }
      }
    }
    return container.path("image").asText();
  }

  private static String detail(JsonNode container, JsonNode waiting) {
    JsonNode last = container.path("lastState").path("terminated");
    if (last.has("exitCode")) {
      return "it ended with exit code "
          + last.path("exitCode").asInt()
          + " ("
          + last.path("reason").asText("Error")
          + "), restarts: "
          + container.path("restartCount").asInt();
    }
    return waiting.path("message").asText("");
  }

  private static String failure(JsonNode pod) {
    JsonNode status = pod.path("status");
    if (status.hasNonNull("message")) {
      return status.path("message").asText();
    }
    for (String statuses : STATUSES) {
      for (JsonNode container : status.path(statuses)) {
        JsonNode ended = container.path("state").path("terminated");
        if (ended.path("exitCode").asInt(0) != 0) {
          return "container "
              + container.path("name").asText()
              + " ended with exit code "
              + ended.path("exitCode").asInt();
        }
      }
    }
    return status.path("reason").asText("");
  }

  private static String because(String why) {
    return why.isEmpty() ? "" : ": " + why;
  }
}
