package dev.plumbline.sandbox.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.store.Change;
import dev.plumbline.sandbox.store.Key;
import dev.plumbline.sandbox.store.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs a job's pods until enough have succeeded, too many have failed or its time is up. A job that
 * names another controller in {@code spec.managedBy} is left to that one.
 */
final class Jobs implements Reconciler {

  private static final String RESOURCE = "jobs.batch";
  private static final String SELF = "kubernetes.io/job-controller";

  private final Cluster cluster;

  Jobs(Cluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public List<Key> affected(Change change) {
    return Pods.affected(change, RESOURCE, "Job", "pods");
  }

  /** How many pods are in which state. */
  private record Tally(long active, long ready, long succeeded, long failed) {
    static Tally of(List<Stored> pods) {
      long succeeded = pods.stream().filter(pod -> phase(pod).equals("Succeeded")).count();
      long failed = pods.stream().filter(pod -> phase(pod).equals("Failed")).count();
      long ready = pods.stream().filter(Cluster::ready).count();
      return new Tally(pods.size() - succeeded - failed, ready, succeeded, failed);
    }

    /** Pods that a job has ended itself count as failed. */
    Tally stopped() {
      return new Tally(0, 0, succeeded, failed + active);
    }
  }

  /** How a job ends; conditions are those of a first and of a last word. */
  private enum End {
    COMPLETE(
        "CompletionsReached",
        "Reached expected number of succeeded pods",
        "SuccessCriteriaMet",
        "Complete"),
    BACKOFF(
        "BackoffLimitExceeded",
        "Job has reached the specified backoff limit",
        "FailureTarget",
        "Failed"),
    DEADLINE(
        "DeadlineExceeded",
        "Job was active longer than specified deadline",
        "FailureTarget",
        "Failed"),
    NONE("", "");

    private final String reason;
    private final String message;
    private final List<String> conditions;

    End(String reason, String message, String... conditions) {
      this.reason = reason;
      this.message = message;
      this.conditions = List.of(conditions);
    }
  }

  @Override
  public Duration reconcile(Key key) {
    Stored job = cluster.get(key).orElse(null);
    if (job == null || Cluster.deleting(job)) {
      return Duration.ZERO;
    }
    Instant finished = finished(job.object());
    if (finished != null) {
      return expire(job, finished);
    }
    if (!job.object().at("/spec/managedBy").asText(SELF).equals(SELF)) {
      return Duration.ZERO;
    }
    List<Stored> pods = cluster.owned("pods", job.uid());
    Tally tally = Tally.of(pods);
    Duration left = timeLeft(job.object());
    End end = end(job.object(), tally, left);
    boolean suspended = job.object().at("/spec/suspend").asBoolean();
    if (end != End.NONE || suspended) {
      pods.stream().filter(Jobs::runs).forEach(pod -> cluster.delete(pod, -1));
    } else {
      start(job, tally);
    }
    boolean failed = end == End.BACKOFF || end == End.DEADLINE;
    report(job, failed ? tally.stopped() : tally, end);
    return end == End.NONE && left != null ? left : Duration.ZERO;
  }

  private static End end(JsonNode job, Tally tally, @Nullable Duration left) {
    if (tally.succeeded() >= job.at("/spec/completions").asInt(1)) {
      return End.COMPLETE;
    }
    if (tally.failed() > job.at("/spec/backoffLimit").asInt(6)) {
      return End.BACKOFF;
    }
    return left != null && left.isZero() ? End.DEADLINE : End.NONE;
  }

  private void start(Stored job, Tally tally) {
    long wanted = job.object().at("/spec/completions").asInt(1) - tally.succeeded();
    long parallel = job.object().at("/spec/parallelism").asInt(1);
    long missing = Math.min(parallel, wanted) - tally.active();
    for (long i = 0; i < missing; i++) {
      cluster.create("pods", job.key().namespace(), Pods.fromTemplate(job, "", Map.of()));
    }
  }

  private void report(Stored job, Tally tally, End end) {
    cluster.status(
        job.key(),
        status -> {
          suspension(job, status);
          Pods.count(status, "active", tally.active());
          Pods.count(status, "succeeded", tally.succeeded());
          Pods.count(status, "failed", tally.failed());
          status.put("ready", tally.ready());
          status.put("terminating", 0);
          status.putObject("uncountedTerminatedPods");
          if (end == End.COMPLETE) {
            status.put("completionTime", cluster.now().toString());
          }
          for (String type : end.conditions) {
            cluster.condition(status, type, true, end.reason, end.message);
          }
          probed(status);
        });
  }

  /** Conditions of jobs alone say when they were looked at. */
  private static void probed(ObjectNode status) {
    for (JsonNode condition : status.path("conditions")) {
      if (condition instanceof ObjectNode one && !one.has("lastProbeTime")) {
        one.set("lastProbeTime", one.path("lastTransitionTime"));
      }
    }
  }

  /** A job that is suspended has not started; one that goes on starts anew. */
  private void suspension(Stored job, ObjectNode status) {
    if (job.object().at("/spec/suspend").asBoolean()) {
      cluster.condition(status, "Suspended", true, "JobSuspended", "Job suspended");
      status.remove("startTime");
    } else {
      if (Cluster.isTrue(job.object(), "Suspended")) {
        cluster.condition(status, "Suspended", false, "JobResumed", "Job resumed");
      }
      if (!status.has("startTime")) {
        status.put("startTime", cluster.now().toString());
      }
    }
  }

  /** What is left of the time that a job has; null where it has as much as it likes. */
  private @Nullable Duration timeLeft(JsonNode job) {
    JsonNode seconds = job.at("/spec/activeDeadlineSeconds");
    JsonNode started = job.at("/status/startTime");
    if (!seconds.isNumber() || job.at("/spec/suspend").asBoolean()) {
      return null;
    }
    Instant from = started.isTextual() ? Instant.parse(started.asText()) : cluster.now();
    return left(from.plusSeconds(seconds.asLong()));
  }

  private Duration left(Instant end) {
    Duration left = Duration.between(cluster.objects().clock().instant(), end);
    return left.isNegative() ? Duration.ZERO : left;
  }

  private static @Nullable Instant finished(JsonNode job) {
    for (JsonNode condition : job.at("/status/conditions")) {
      if (condition.path("type").asText().matches("Complete|Failed")
          && condition.path("status").asText().equals("True")) {
        return Instant.parse(condition.path("lastTransitionTime").asText());
      }
    }
    return null;
  }

  /** A job that has ended goes after {@code ttlSecondsAfterFinished}, whoever has run it. */
  private Duration expire(Stored job, Instant finished) {
    JsonNode seconds = job.object().at("/spec/ttlSecondsAfterFinished");
    if (!seconds.isNumber()) {
      return Duration.ZERO;
    }
    Duration left = left(finished.plusSeconds(seconds.asLong()));
    if (left.isZero()) {
      cluster.delete(job, "Foreground", -1);
    }
    return left;
  }

  private static boolean runs(Stored pod) {
    return !phase(pod).matches("Succeeded|Failed") && !Cluster.deleting(pod);
  }

  private static String phase(Stored pod) {
    return pod.object().at("/status/phase").asText();
  }
}
