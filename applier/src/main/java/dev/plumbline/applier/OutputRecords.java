package dev.plumbline.applier;

import dev.plumbline.applier.model.Output;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.events.EncodedEvent;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.contracts.events.EventType;
import dev.plumbline.contracts.events.SyncState;
import dev.plumbline.stream.OutgoingRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** Writes what the machine says as records. */
final class OutputRecords {

  private final EventCodec codec;
  private final Function<Topic, String> topics;

  OutputRecords(EventCodec codec, Function<Topic, String> topics) {
    this.codec = codec;
    this.topics = topics;
  }

  /**
   * What is written together. Of several words on where a sync stands only the last one counts, and
   * each has the whole plan in it.
   */
  List<OutgoingRecord> of(String key, List<Output> outputs) {
    List<OutgoingRecord> records = new ArrayList<>();
    boolean stands = false;
    for (int i = outputs.size() - 1; i >= 0; i--) {
      boolean overtaken = stands && isStanding(outputs.get(i));
      if (!overtaken) {
        records.add(of(key, outputs.get(i)));
      }
      stands |= isStanding(outputs.get(i));
    }
    Collections.reverse(records);
    return records;
  }

  private static boolean isStanding(Output output) {
    return output instanceof Output.Told told
        ? told.event() instanceof SyncState
        : output instanceof Output.Erased erased && erased.type() == EventType.SYNCS;
  }

  private OutgoingRecord of(String key, Output output) {
    if (output instanceof Output.Told told) {
      EncodedEvent event = codec.encode(told.event(), told.trace());
      return new OutgoingRecord(
          topics.apply(event.topic()), event.key(), event.value(), event.headers());
    }
    Output.Erased erased = (Output.Erased) output;
    return new OutgoingRecord(
        topics.apply(erased.type().topic()),
        key,
        null,
        codec.tombstoneHeaders(erased.type(), erased.trace()));
  }
}
