package dev.plumbline.notifier;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.events.NotificationState;
import dev.plumbline.contracts.events.TraceParent;
import dev.plumbline.notifier.model.Incidents;
import dev.plumbline.stream.OutgoingRecord;
import dev.plumbline.stream.OwnedPartition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The applications of one owned partition. What is known of one is read and changed on its lane
 * only; memory follows the topic, never the other way round.
 */
final class Share {

  private final OwnedPartition partition;
  private final Desk desk;
  private final Map<ApplicationKey, NotificationState> states = new ConcurrentHashMap<>();

  Share(OwnedPartition partition, Desk desk) {
    this.partition = partition;
    this.desk = desk;
  }

  OwnedPartition partition() {
    return partition;
  }

  Collection<NotificationState> states() {
    return states.values();
  }

  Optional<NotificationState> find(ApplicationKey key) {
    return Optional.ofNullable(states.get(key));
  }

  /** Takes a state into memory alone: restored, or with an attempt that is about to begin. */
  void remember(NotificationState state) {
    states.put(state.application(), state);
  }

  /**
   * Stores a state, together with further records: in the topic, then here. A state that is idle
   * and whose application is gone is deleted.
   */
  CompletionStage<Void> store(
      NotificationState state, @Nullable TraceParent cause, List<OutgoingRecord> more) {
    boolean over =
        Incidents.isIdle(state)
            && !desk.applications().isThere(state.application(), state.applicationUid());
    List<OutgoingRecord> records = new ArrayList<>(more);
    records.add(over ? desk.records().tombstone(state.key()) : desk.records().state(state, cause));
    return partition
        .write(records)
        .thenRun(
            () -> {
              if (over) {
                states.remove(state.application());
              } else {
                remember(state);
              }
            });
  }
}
