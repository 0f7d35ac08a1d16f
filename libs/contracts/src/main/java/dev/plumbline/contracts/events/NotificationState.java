package dev.plumbline.contracts.events;

import dev.plumbline.contracts.ApplicationKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * State: an application's incidents, and each message that has to reach a destination. A message
 * stays until its outcome is known, so a restart sends what was not sent and nothing twice.
 *
 * @param incidents those that are open
 * @param outbox messages not yet delivered or given up
 * @param lastSeen for each input topic, by base name, the offset of the last event that was taken
 * @param reached digest of the revisions whose convergence was told last; null for none
 */
public record NotificationState(
    ApplicationKey application,
    String applicationUid,
    List<Incident> incidents,
    List<Message> outbox,
    Map<String, String> lastSeen,
    @Nullable String reached)
    implements ApplicationEvent {

  public NotificationState {
    incidents = List.copyOf(incidents);
    outbox = List.copyOf(outbox);
    lastSeen = Map.copyOf(lastSeen);
  }

  /** Classes of incidents; each is open at most once for an application. */
  public enum IncidentClass {
    DRIFT,
    RENDER_FAILURE,
    SYNC_FAILURE,
    CONVERGENCE
  }

  /**
   * Something that is wrong and has been told.
   *
   * @param id stable while it is open; the deduplication key of paging systems
   * @param version grows with each transition told
   * @param told destinations, as {@code namespace/provider}, that were told and must be told of the
   *     end
   * @param fingerprint digest of what was told last, so that the same again is no news; null when
   *     an earlier release opened the incident
   */
  public record Incident(
      String id,
      IncidentClass incidentClass,
      int version,
      Instant openedAt,
      List<String> told,
      @Nullable String fingerprint) {
    public Incident {
      told = List.copyOf(told);
    }
  }

  /**
   * One message to one destination.
   *
   * @param id deterministic: the same transition to the same destination always has the same
   * @param destination {@code namespace/provider}
   * @param event which event of an incident: {@code opened}, {@code updated}, {@code resolved} or
   *     {@code info}
   * @param severity {@code error}, {@code warning} or {@code info}
   * @param title one line
   * @param text the rest, plain text; holds no values of a Secret
   * @param facts short named values: application, revision, cluster and the like
   * @param incidentId the incident it belongs to; null for mere information
   * @param attempts tries so far
   * @param nextAttemptAt when to try next; null for at once
   */
  public record Message(
      String id,
      String destination,
      String event,
      String type,
      String severity,
      String title,
      String text,
      Map<String, String> facts,
      @Nullable String incidentId,
      int attempts,
      @Nullable Instant nextAttemptAt,
      Instant createdAt) {
    public Message {
      facts = Map.copyOf(facts);
    }
  }
}
