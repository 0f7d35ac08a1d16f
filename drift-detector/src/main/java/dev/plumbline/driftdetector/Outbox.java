package dev.plumbline.driftdetector;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.events.EncodedEvent;
import dev.plumbline.contracts.events.Event;
import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.PlanMade;
import dev.plumbline.contracts.events.TraceParent;
import dev.plumbline.driftdetector.model.PlanSize;
import dev.plumbline.stream.OutgoingRecord;
import dev.plumbline.stream.OwnedPartition;
import dev.plumbline.stream.PermanentFailureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Writes what is told of one application. */
record Outbox(ApplicationKey key, OwnedPartition partition, Surroundings at) {

  /**
   * Writes events in order, in one transaction.
   *
   * @return fails with {@link PermanentFailureException} when one of them is too large
   */
  CompletionStage<Void> write(List<Event> events, @Nullable TraceParent trace) {
    List<OutgoingRecord> records = new ArrayList<>();
    for (Event event : events) {
      EncodedEvent encoded = at.codec().encode(event, trace);
      Optional<String> tooLarge =
          event instanceof PlanMade plan
              ? PlanSize.problem(plan, encoded.value().length)
              : Optional.empty();
      if (tooLarge.isPresent()) {
        return CompletableFuture.failedFuture(new PermanentFailureException(tooLarge.get()));
      }
      records.add(
          new OutgoingRecord(
              at.topics().apply(encoded.topic()),
              encoded.key(),
              encoded.value(),
              encoded.headers()));
    }
    return partition.write(records);
  }

  /** Deletes the state record of that type. */
  CompletionStage<Void> erase(EventType type, @Nullable TraceParent trace) {
    return partition.write(
        List.of(
            new OutgoingRecord(
                at.topics().apply(type.topic()),
                key.toString(),
                null,
                at.codec().tombstoneHeaders(type, trace))));
  }
}
