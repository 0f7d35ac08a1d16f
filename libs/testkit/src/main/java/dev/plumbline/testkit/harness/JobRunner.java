package dev.plumbline.testkit.harness;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A job controller of the suite's own, without pods: for clusters that have no nodes, and for
 * thousands of jobs at once. It runs the Jobs of a namespace that name it in {@code
 * spec.managedBy}, which every other controller then leaves alone, and writes what a job controller
 * would: that they have started, and after {@link #SECONDS} how they ended.
 */
public final class JobRunner implements AutoCloseable {

  /** What a Job says in {@code spec.managedBy}. */
  public static final String NAME = "testkit.plumbline.dev/job-runner";

  /** Annotation of a Job: how long it takes; no time at all unless it says. */
  public static final String SECONDS = "job-runner/seconds";

  /** Annotation of a Job that fails: {@code "true"}. */
  public static final String FAILS = "job-runner/fails";

  private static final int HANDS = 8;
  private static final int GONE = 404;

  private final Cluster cluster;
  private final String jobs;
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final ScheduledExecutorService hands = Executors.newScheduledThreadPool(HANDS);
  private final Watch watch;

  /** Runs the Jobs of a namespace until it is closed, those that are there first. */
  public JobRunner(Cluster cluster, String namespace) {
    this.cluster = cluster;
    this.jobs = "/apis/batch/v1/namespaces/" + namespace + "/jobs/";
    this.watch =
        cluster
            .client()
            .genericKubernetesResources(
                new ResourceDefinitionContext.Builder()
                    .withGroup("batch")
                    .withVersion("v1")
                    .withKind("Job")
                    .withPlural("jobs")
                    .withNamespaced(true)
                    .build())
            .inNamespace(namespace)
            .watch(watcher());
  }

  /** How many it has begun to run. */
  public int begun() {
    return seen.size();
  }

  @Override
  public void close() {
    watch.close();
    hands.shutdownNow();
  }

  /** A Job that it is to run. */
  private record Run(String name, String uid, Duration takes, boolean fails) {
    static Run of(GenericKubernetesResource job) {
      Map<String, String> annotations =
          Objects.requireNonNullElse(job.getMetadata().getAnnotations(), Map.of());
      return new Run(
          job.getMetadata().getName(),
          job.getMetadata().getUid(),
          Duration.ofMillis(
              Math.round(1000 * Double.parseDouble(annotations.getOrDefault(SECONDS, "0")))),
          annotations.getOrDefault(FAILS, "").equals("true"));
    }
  }

  private Watcher<GenericKubernetesResource> watcher() {
    return new Watcher<>() {
      @Override
      public void eventReceived(Action action, GenericKubernetesResource job) {
        boolean ours = NAME.equals(job.get("spec", "managedBy"));
        if (ours && action == Action.ADDED && seen.add(job.getMetadata().getUid())) {
          later(Duration.ZERO, () -> begin(Run.of(job)));
        }
      }

      @Override
      public void onClose(WatcherException cause) {
        throw new IllegalStateException("the suite's own watch ended", cause);
      }
    };
  }

  private void begin(Run run) {
    ObjectNode status = Json.mapper().createObjectNode();
    String now = now();
    status.put("startTime", now).put("active", 1).put("ready", 1).put("terminating", 0);
    if (write(run, status)) {
      later(run.takes(), () -> end(run));
    }
  }

  private void end(Run run) {
    ObjectNode status = Json.mapper().createObjectNode();
    String now = now();
    status.putNull("active").put("ready", 0).put(run.fails() ? "failed" : "succeeded", 1);
    ArrayNode conditions = status.putArray("conditions");
    for (String type :
        run.fails()
            ? List.of("FailureTarget", "Failed")
            : List.of("SuccessCriteriaMet", "Complete")) {
      conditions
          .addObject()
          .put("type", type)
          .put("status", "True")
          .put("reason", run.fails() ? "BackoffLimitExceeded" : "CompletionsReached")
          .put(
              "message",
              run.fails()
                  ? "Job has reached the specified backoff limit"
                  : "Reached expected number of succeeded pods")
          .put("lastProbeTime", now)
          .put("lastTransitionTime", now);
    }
    if (!run.fails()) {
      status.put("completionTime", now);
    }
    write(run, status);
  }

  /** Whether the Job was still there, and still that one. */
  private boolean write(Run run, ObjectNode status) {
    ObjectNode patch = Json.mapper().createObjectNode();
    patch.putObject("metadata").put("uid", run.uid());
    patch.set("status", status);
    Cluster.Answer answer =
        cluster.call(
            "PATCH",
            jobs + run.name() + "/status?fieldManager=job-runner",
            "application/merge-patch+json",
            patch.toString());
    boolean another = answer.body().path("message").asText().contains("metadata.uid");
    if (answer.status() == GONE || another) {
      return false;
    }
    answer.object();
    return true;
  }

  private void later(Duration after, Runnable work) {
    try {
      var unused =
          hands.schedule(
              () -> {
                try {
                  work.run();
                } catch (RuntimeException | AssertionError e) {
                  System.err.println("a job could not be run: " + e);
                }
              },
              after.toMillis(),
              TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException e) {
      // It was closed meanwhile.
    }
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
