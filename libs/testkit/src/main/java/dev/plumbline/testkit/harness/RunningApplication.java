package dev.plumbline.testkit.harness;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.ApplicationEvent;
import dev.plumbline.contracts.events.DriftEvent.ConvergenceReached;
import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.SourceRevision;
import dev.plumbline.testkit.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * An {@code Application} that was created, seen through its status and its events. Events are those
 * of its own uid, so that one created again under its name does not mix with it.
 */
public record RunningApplication(Stage stage, ObjectRef ref, String uid) {

  /**
   * How long to wait for what should take seconds, for machines are busy; {@code
   * -Dplumbline.e2e.patience=PT10S} shortens it for whoever writes a test.
   */
  public static final Duration PATIENCE =
      Duration.parse(System.getProperty("plumbline.e2e.patience", "PT60S"));

  /** One that is there. */
  public static RunningApplication of(Stage stage, ObjectNode created) {
    return new RunningApplication(
        stage, Cluster.ref(created), created.at("/metadata/uid").asText());
  }

  /** Its key. */
  public ApplicationKey key() {
    return new ApplicationKey(ref.namespace(), ref.name());
  }

  /** Waits until it is told that the cluster is as this commit wants it. */
  public ConvergenceReached awaitConverged(String commit) {
    return await(ConvergenceReached.class, reached -> commits(reached.revisions(), commit));
  }

  /** Waits for an event of it and gives the first that matches. */
  public <E extends ApplicationEvent> E await(Class<E> type, Predicate<E> filter) {
    Waiting.until(
        PATIENCE,
        () -> "no such " + type.getSimpleName() + ". " + story(),
        () -> events(type).stream().anyMatch(filter));
    return events(type).stream().filter(filter).findFirst().orElseThrow();
  }

  /** Its events of a type so far. */
  public <E extends ApplicationEvent> List<E> events(Class<E> type) {
    return stage
        .events()
        .of(type, event -> event.applicationUid().equals(uid) && event.application().equals(key()));
  }

  /** Whether the revisions are just this commit. */
  public static boolean commits(List<SourceRevision> revisions, String commit) {
    return revisions.stream().anyMatch(revision -> revision.commit().equals(commit));
  }

  /** Waits until its status tells of a condition; gives the condition. */
  public JsonNode awaitCondition(String type, String status, Predicate<JsonNode> filter) {
    Predicate<JsonNode> wanted =
        condition -> condition.path("status").asText().equals(status) && filter.test(condition);
    Waiting.until(
        PATIENCE,
        () -> "no such condition " + type + "=" + status + ". " + story(),
        () -> wanted.test(condition(type)));
    return condition(type);
  }

  /** Waits until its status says that the cluster is as this commit wants it. */
  public void awaitReadyAt(String commit) {
    Waiting.until(
        PATIENCE,
        () -> "not ready at " + commit + ". " + story(),
        () -> {
          JsonNode live = live();
          return live.at("/status/sync/revision").asText().equals(commit)
              && condition(live, "Ready").path("status").asText().equals("True");
        });
  }

  /** A condition as it is now; a missing node if there is none. */
  public JsonNode condition(String type) {
    return condition(live(), type);
  }

  /** It as it is on the cluster. */
  public ObjectNode live() {
    return stage.cluster().get(ref);
  }

  /** Whether it is still there. */
  public boolean exists() {
    return stage
        .cluster()
        .find(ref)
        .filter(live -> live.at("/metadata/uid").asText().equals(uid))
        .isPresent();
  }

  /** Changes its spec by a merge patch. */
  public void changeSpec(String patch) {
    stage.cluster().merge(ref, "{\"spec\":" + patch + "}", "kubectl-edit");
  }

  /** Deletes it and does not wait. */
  public void delete() {
    stage.cluster().delete(ref);
  }

  /** What happened to it, for a failure's message. */
  public String story() {
    String events =
        stage.events().all().stream()
            .filter(
                envelope ->
                    envelope.event() instanceof ApplicationEvent event
                        && event.applicationUid().equals(uid))
            .map(envelope -> envelope.time() + " " + EventType.of(envelope.event()).shortName())
            .collect(Collectors.joining("\n  "));
    String status =
        stage.cluster().find(ref).map(live -> live.path("status").toString()).orElse("(gone)");
    return key() + "\n  status " + status + "\n  " + events;
  }

  private static JsonNode condition(JsonNode live, String type) {
    for (JsonNode condition : live.at("/status/conditions")) {
      if (condition.path("type").asText().equals(type)) {
        return condition;
      }
    }
    return live.path("no such condition");
  }
}
