package dev.plumbline.sandbox.control;

import dev.plumbline.sandbox.store.Change;
import dev.plumbline.sandbox.store.Key;
import dev.plumbline.sandbox.store.Stored;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Runs a job's pods until enough have succeeded or too many have failed. */
final class Jobs implements Reconciler {

  private static final String RESOURCE = "jobs.batch";

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
      long succeeded = phase(pods, "Succeeded");
      long failed = phase(pods, "Failed");
      long ready = pods.stream().filter(Cluster::ready).count();
      return new Tally(pods.size() - succeeded - failed, ready, succeeded, failed);
    }

    private static long phase(List<Stored> pods, String phase) {
      return pods.stream()
          .filter(pod -> pod.object().at("/status/phase").asText().equals(phase))
          .count();
    }
  }

  @Override
  public Duration reconcile(Key key) {
    Stored job = cluster.get(key).orElse(null);
    boolean done =
        job == null
            || Cluster.deleting(job)
            || Cluster.isTrue(job.object(), "Complete")
            || Cluster.isTrue(job.object(), "Failed");
    if (job == null || done) {
      return Duration.ZERO;
    }
    Tally tally = Tally.of(cluster.owned("pods", job.uid()));
    int wanted = job.object().at("/spec/completions").asInt(1);
    boolean complete = tally.succeeded() >= wanted;
    boolean failed = tally.failed() > job.object().at("/spec/backoffLimit").asInt(6);
    boolean suspended = job.object().at("/spec/suspend").asBoolean();
    if (!complete && !failed && !suspended) {
      long parallel = job.object().at("/spec/parallelism").asInt(1);
      long missing = Math.min(parallel, wanted - tally.succeeded()) - tally.active();
      for (long i = 0; i < missing; i++) {
        cluster.create("pods", key.namespace(), Pods.fromTemplate(job, "", Map.of()));
      }
    }
    report(key, tally, complete, failed, suspended);
    return Duration.ZERO;
  }

  private void report(Key key, Tally tally, boolean complete, boolean failed, boolean suspended) {
    cluster.status(
        key,
        status -> {
          if (suspended) {
            cluster.condition(status, "Suspended", true, "JobSuspended", "Job suspended");
          } else if (!status.has("startTime")) {
            status.put("startTime", cluster.now().toString());
          }
          Pods.count(status, "active", tally.active());
          Pods.count(status, "succeeded", tally.succeeded());
          Pods.count(status, "failed", tally.failed());
          status.put("ready", tally.ready());
          status.put("terminating", 0);
          status.putObject("uncountedTerminatedPods");
          if (complete) {
            status.put("completionTime", cluster.now().toString());
            for (String type : List.of("SuccessCriteriaMet", "Complete")) {
              cluster.condition(
                  status,
                  type,
                  true,
                  "CompletionsReached",
                  "Reached expected number of succeeded pods");
            }
          } else if (failed) {
            for (String type : List.of("FailureTarget", "Failed")) {
              cluster.condition(
                  status,
                  type,
                  true,
                  "BackoffLimitExceeded",
                  "Job has reached the specified backoff limit");
            }
          }
        });
  }
}
