package dev.plumbline.health;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/** Health of what runs pods. */
final class Workloads {

  private static final String UNSEEN = "its controller has not seen the newest generation yet";

  private Workloads() {}

  static Finding deployment(JsonNode object) {
    JsonNode spec = object.path("spec");
    JsonNode status = object.path("status");
    if (spec.path("paused").asBoolean()) {
      return Finding.suspended("the rollout is paused");
    }
    if (unseen(object)) {
      return Finding.progressing(UNSEEN);
    }
    Optional<JsonNode> progressing = Conditions.find(object, "Progressing");
    if (progressing.isPresent()
        && progressing.get().path("reason").asText().equals("ProgressDeadlineExceeded")) {
      return Finding.degraded(
          "the rollout exceeded its progress deadline: " + Conditions.message(progressing.get()));
    }
    Optional<Finding> failure = replicaFailure(object);
    if (failure.isPresent()) {
      return failure.get();
    }
    int wanted = spec.path("replicas").asInt(1);
    int updated = status.path("updatedReplicas").asInt();
    if (updated < wanted) {
      return Finding.progressing(updated + " of " + wanted + " pods are updated");
    }
    int old = status.path("replicas").asInt() - updated;
    if (old > 0) {
      return Finding.progressing(old + " old pods are still to end");
    }
    if (status.path("availableReplicas").asInt() < updated) {
      return available(status.path("availableReplicas").asInt(), updated);
    }
    for (String type : List.of("Available", "Progressing")) {
      Optional<JsonNode> failing = Conditions.with(object, type, "False");
      if (failing.isPresent()) {
        return Finding.progressing(
            because(
                type.equals("Available")
                    ? "too few pods are available"
                    : "the rollout does not go on",
                failing.get()));
      }
    }
    return Finding.HEALTHY;
  }

  static Finding statefulSet(JsonNode object) {
    JsonNode spec = object.path("spec");
    JsonNode status = object.path("status");
    if (unseen(object)) {
      return Finding.progressing(UNSEEN);
    }
    int wanted = spec.path("replicas").asInt(1);
    int ready = status.path("readyReplicas").asInt();
    if (ready < wanted) {
      return Finding.progressing(ready + " of " + wanted + " pods are ready");
    }
    int extra = status.path("replicas").asInt() - wanted;
    if (extra > 0) {
      return Finding.progressing(extra + " pods are still to end");
    }
    JsonNode strategy = spec.path("updateStrategy");
    if (strategy.path("type").asText().equals("OnDelete")) {
      return Finding.HEALTHY;
    }
    int partition = strategy.path("rollingUpdate").path("partition").asInt(0);
    int updated = status.path("updatedReplicas").asInt();
    if (partition > 0) {
      int due = Math.max(0, wanted - partition);
      return updated < due
          ? Finding.progressing(updated + " of " + due + " pods above the partition are updated")
          : Finding.HEALTHY;
    }
    if (!status
        .path("updateRevision")
        .asText("")
        .equals(status.path("currentRevision").asText(""))) {
      return Finding.progressing(updated + " of " + wanted + " pods are updated");
    }
    int current = status.path("currentReplicas").asInt(wanted);
    return current < wanted
        ? Finding.progressing(current + " of " + wanted + " pods are of the current revision")
        : Finding.HEALTHY;
  }

  static Finding daemonSet(JsonNode object) {
    JsonNode status = object.path("status");
    if (unseen(object)) {
      return Finding.progressing(UNSEEN);
    }
    if (!status.has("desiredNumberScheduled")) {
      return Finding.progressing("its controller has not counted the nodes yet");
    }
    int wanted = status.path("desiredNumberScheduled").asInt();
    int updated = status.path("updatedNumberScheduled").asInt();
    boolean onDelete =
        object.path("spec").path("updateStrategy").path("type").asText().equals("OnDelete");
    if (updated < wanted && !onDelete) {
      return Finding.progressing(updated + " of " + wanted + " pods are updated");
    }
    return running(status.path("numberReady"), status.path("numberAvailable"), wanted);
  }

  static Finding replicaSet(JsonNode object) {
    if (unseen(object)) {
      return Finding.progressing(UNSEEN);
    }
    JsonNode status = object.path("status");
    int wanted = object.path("spec").path("replicas").asInt(1);
    Optional<Finding> failure = replicaFailure(object);
    if (failure.isPresent()) {
      return status.path("replicas").asInt() < wanted
          ? failure.get()
          : Finding.progressing("all pods are there, but " + failure.get().message());
    }
    return running(status.path("readyReplicas"), status.path("availableReplicas"), wanted);
  }

  private static Finding running(JsonNode ready, JsonNode available, int wanted) {
    return ready.isNumber() && ready.asInt() < wanted && ready.asInt() < available.asInt()
        ? Finding.progressing(ready.asInt() + " of " + wanted + " pods are ready")
        : available(available.asInt(), wanted);
  }

  static Finding job(JsonNode object) {
    Optional<JsonNode> failed = Conditions.with(object, "Failed", "True");
    if (failed.isPresent()) {
      return Finding.degraded("the job failed: " + Conditions.message(failed.get()));
    }
    if (Conditions.is(object, "Complete", "True")) {
      return Finding.HEALTHY;
    }
    if (object.path("spec").path("suspend").asBoolean()) {
      return Finding.suspended(
          Conditions.with(object, "Suspended", "True")
              .map(Conditions::message)
              .filter(message -> !message.isEmpty())
              .orElse("the job is suspended"));
    }
    Optional<JsonNode> failing = Conditions.with(object, "FailureTarget", "True");
    if (failing.isPresent()) {
      return Finding.progressing(because("the job is failing", failing.get()));
    }
    int succeeded = object.path("status").path("succeeded").asInt();
    int wanted = object.path("spec").path("completions").asInt(1);
    return Finding.progressing(succeeded + " of " + wanted + " pods have completed");
  }

  static Finding cronJob(JsonNode object) {
    if (object.path("spec").path("suspend").asBoolean()) {
      return Finding.healthy("the schedule is suspended");
    }
    JsonNode status = object.path("status");
    if (!status.path("active").isEmpty()) {
      return Finding.healthy("a job is running");
    }
    String scheduled = status.path("lastScheduleTime").asText("");
    String succeeded = status.path("lastSuccessfulTime").asText("");
    if (scheduled.isEmpty()) {
      return Finding.HEALTHY;
    }
    if (succeeded.isEmpty()) {
      return Finding.healthy("no job has completed yet");
    }
    // Both are of one form, so that text order is order in time.
    return succeeded.compareTo(scheduled) < 0
        ? Finding.degraded("the job scheduled at " + scheduled + " did not complete")
        : Finding.HEALTHY;
  }

  private static Finding available(int available, int wanted) {
    return available < wanted
        ? Finding.progressing(available + " of " + wanted + " pods are available")
        : Finding.HEALTHY;
  }

  private static Optional<Finding> replicaFailure(JsonNode object) {
    return Conditions.with(object, "ReplicaFailure", "True")
        .map(
            condition ->
                Finding.degraded(
                    because(
                        condition.path("reason").asText().equals("FailedDelete")
                            ? "pods cannot be deleted"
                            : "pods cannot be created",
                        condition)));
  }

  private static String because(String what, JsonNode condition) {
    String why = Conditions.message(condition);
    return why.isEmpty() ? what : what + ": " + why;
  }

  /** Unlike other kinds these always get an observedGeneration: none means not seen at all. */
  private static boolean unseen(JsonNode object) {
    return object.path("status").path("observedGeneration").asLong(0)
        < object.path("metadata").path("generation").asLong(0);
  }
}
