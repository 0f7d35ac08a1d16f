package dev.plumbline.applier;

import dev.plumbline.applier.model.Output;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.events.EncodedEvent;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.stream.OutgoingRecord;
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

  List<OutgoingRecord> of(String key, List<Output> outputs) {
    return outputs.stream().map(output -> of(key, output)).toList();
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
