package dev.plumbline.health;

import com.fasterxml.jackson.databind.JsonNode;
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
    return available(status.path("availableReplicas").asInt(), updated);
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
    return Finding.HEALTHY;
  }

  static Finding daemonSet(JsonNode object) {
    JsonNode status = object.path("status");
    if (unseen(object)) {
      return Finding.progressing(UNSEEN);
    }
    int wanted = status.path("desiredNumberScheduled").asInt();
    int updated = status.path("updatedNumberScheduled").asInt();
    boolean onDelete =
        object.path("spec").path("updateStrategy").path("type").asText().equals("OnDelete");
    if (updated < wanted && !onDelete) {
      return Finding.progressing(updated + " of " + wanted + " pods are updated");
    }
    return available(status.path("numberAvailable").asInt(), wanted);
  }

  static Finding replicaSet(JsonNode object) {
    if (unseen(object)) {
      return Finding.progressing(UNSEEN);
    }
    return replicaFailure(object)
        .orElseGet(
            () ->
                available(
                    object.path("status").path("availableReplicas").asInt(),
                    object.path("spec").path("replicas").asInt(1)));
  }

  static Finding job(JsonNode object) {
    Optional<JsonNode> failed =
        Conditions.find(object, "Failed").filter(c -> c.path("status").asText().equals("True"));
    if (failed.isPresent()) {
      return Finding.degraded("the job failed: " + Conditions.message(failed.get()));
    }
    if (Conditions.is(object, "Complete", "True")) {
      return Finding.HEALTHY;
    }
    if (object.path("spec").path("suspend").asBoolean()) {
      return Finding.suspended("the job is suspended");
    }
    int succeeded = object.path("status").path("succeeded").asInt();
    int wanted = object.path("spec").path("completions").asInt(1);
    return Finding.progressing(succeeded + " of " + wanted + " pods have completed");
  }

  static Finding cronJob(JsonNode object) {
    return object.path("spec").path("suspend").asBoolean()
        ? Finding.suspended("the schedule is suspended")
        : Finding.HEALTHY;
  }

  private static Finding available(int available, int wanted) {
    return available < wanted
        ? Finding.progressing(available + " of " + wanted + " pods are available")
        : Finding.HEALTHY;
  }

  private static Optional<Finding> replicaFailure(JsonNode object) {
    return Conditions.find(object, "ReplicaFailure")
        .filter(condition -> condition.path("status").asText().equals("True"))
        .map(
            condition ->
                Finding.degraded("pods cannot be created: " + Conditions.message(condition)));
  }

  /** Unlike other kinds these always get an observedGeneration: none means not seen at all. */
  private static boolean unseen(JsonNode object) {
    return object.path("status").path("observedGeneration").asLong(0)
        < object.path("metadata").path("generation").asLong(0);
  }
}
