package dev.plumbline.stream;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

/** Notes what it is told and answers as told. */
class RecordingHandler implements StreamHandler {
  final List<String> log = new CopyOnWriteArrayList<>();
  final List<String> handled = new CopyOnWriteArrayList<>();
  final Map<Integer, OwnedPartition> partitions = new ConcurrentHashMap<>();
  final Map<Integer, RestoredState> states = new ConcurrentHashMap<>();
  private final BiFunction<OwnedPartition, StreamRecord, CompletionStage<Void>> answer;

  RecordingHandler() {
    this((partition, record) -> CompletableFuture.completedFuture(null));
  }

  RecordingHandler(BiFunction<OwnedPartition, StreamRecord, CompletionStage<Void>> answer) {
    this.answer = answer;
  }

  @Override
  public void assigned(OwnedPartition partition, RestoredState state) {
    partitions.put(partition.number(), partition);
    states.put(partition.number(), state);
    log.add("assigned " + partition.number());
  }

  @Override
  public CompletionStage<Void> handle(OwnedPartition partition, StreamRecord record) {
    String entry = record.key() + "=" + StreamFixture.text(record);
    log.add(entry);
    handled.add(entry);
    return answer.apply(partition, record);
  }

  @Override
  public void revoked(OwnedPartition partition, boolean lost) {
    partitions.remove(partition.number(), partition);
    log.add((lost ? "lost " : "revoked ") + partition.number());
  }
}
