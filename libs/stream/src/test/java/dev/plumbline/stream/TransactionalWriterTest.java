package dev.plumbline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class TransactionalWriterTest {
  private final AtomicInteger fenced = new AtomicInteger();
  private final List<Runnable> tasks = new ArrayList<>();
  private final Producing producer = new Producing();
  private final TransactionalWriter writer =
      new TransactionalWriter(
          3,
          producer,
          tasks::add,
          new StreamMetrics(new SimpleMeterRegistry(), "svc"),
          fenced::incrementAndGet,
          Duration.ofMinutes(10));

  @Test
  void putsWhatWaitsIntoOneTransactionInOrder() {
    CompletionStage<Void> first = write("a", "b");
    CompletionStage<Void> second = write("c");

    runTasks();

    assertThat(first.toCompletableFuture()).isCompleted();
    assertThat(second.toCompletableFuture()).isCompleted();
    assertThat(producer.commitCount()).isEqualTo(1);
    assertThat(producer.keys()).containsExactly("a", "b", "c");
  }

  @Test
  void gathersBeforeTheNextTransactionWhereSomethingCameBesideTheLast() throws Exception {
    // given
    CountDownLatch beside = new CountDownLatch(1);
    producer.onCommit =
        () -> {
          write("b");
          beside.countDown();
        };
    write("a");
    CompletableFuture<Void> writing =
        CompletableFuture.runAsync(this::runTasks, task -> new Thread(task).start());

    // when more comes while it gathers
    assertThat(beside.await(10, TimeUnit.SECONDS)).isTrue();
    write("c");
    assertThat(writer.awaitIdle(Duration.ofSeconds(10))).isTrue();

    // then
    writing.get(10, TimeUnit.SECONDS);
    assertThat(producer.commitCount()).isEqualTo(2);
    assertThat(producer.keys()).containsExactly("a", "b", "c");
  }

  @Test
  void doesNotKeepWaitingWhatOnlyFollowsFromTheLastTransaction() {
    // given
    CompletionStage<Void> second = write("a").thenCompose(done -> write("b"));

    // when
    runTasks();

    // then
    assertThat(second.toCompletableFuture()).isCompleted();
    assertThat(producer.keys()).containsExactly("a", "b");
  }

  @Test
  void abortsAndWritesAgainWhenATransactionFails() {
    producer.failCommits.add(new KafkaException("broker away"));
    CompletionStage<Void> written = write("a");

    runTasks();

    assertThat(written.toCompletableFuture()).isCompleted();
    assertThat(producer.keys()).containsExactly("a");
    assertThat(producer.aborts).isEqualTo(1);
    assertThat(fenced).hasValue(0);
  }

  @Test
  void asksAgainAndDoesNotAbortWhenTheEndOfATransactionIsUndecided() {
    producer.failCommits.add(new TimeoutException("undecided"));
    producer.failCommits.add(new TimeoutException("still undecided"));
    CompletionStage<Void> written = write("a");

    runTasks();

    assertThat(written.toCompletableFuture()).isCompleted();
    assertThat(producer.keys()).containsExactly("a");
    assertThat(producer.aborts).isZero();
  }

  @Test
  void failsOnlyTheWriteThatCanNeverBeWritten() {
    producer.tooLarge = key -> key.equals("huge");
    CompletionStage<Void> before = write("a");
    CompletionStage<Void> huge = write("b", "huge");
    CompletionStage<Void> after = write("c");

    runTasks();

    assertThat(before.toCompletableFuture()).isCompleted();
    assertThat(after.toCompletableFuture()).isCompleted();
    assertThat(huge.toCompletableFuture())
        .failsWithin(0, TimeUnit.SECONDS)
        .withThrowableThat()
        .withCauseInstanceOf(PermanentFailureException.class)
        .withMessageContaining("too large");
    assertThat(producer.keys()).containsExactly("a", "c");
  }

  @Test
  void endsWhenTheBrokerFencedTheProducer() {
    producer.failCommits.add(new ProducerFencedException("newer epoch"));
    CompletionStage<Void> written = write("a");

    runTasks();

    assertFenced(written);
    assertFenced(write("b"));
    assertThat(fenced).hasValue(1);
    assertThat(producer.keys()).isEmpty();
  }

  @Test
  void failsWhatWaitsWhenClosed() {
    CompletionStage<Void> waiting = write("a");

    writer.close();
    runTasks();

    assertFenced(waiting);
    assertThat(producer.closed()).isTrue();
    assertThat(fenced).hasValue(0);
  }

  private static void assertFenced(CompletionStage<Void> stage) {
    assertThat(stage.toCompletableFuture())
        .failsWithin(0, TimeUnit.SECONDS)
        .withThrowableThat()
        .withCauseInstanceOf(FencedException.class)
        .withMessageContaining("partition 3");
  }

  private CompletionStage<Void> write(String... keys) {
    return writer.write(
        Arrays.stream(keys)
            .map(key -> RecordCodec.write(new OutgoingRecord("t", key, new byte[1], Map.of())))
            .toList());
  }

  private void runTasks() {
    List<Runnable> now = List.copyOf(tasks);
    tasks.clear();
    now.forEach(Runnable::run);
  }

  /** A producer that fails as told. */
  private static final class Producing extends MockProducer<byte[], byte[]> {
    private final List<RuntimeException> failCommits = new ArrayList<>();
    private Predicate<String> tooLarge = key -> false;
    private Runnable onCommit = () -> {};
    private boolean refused;
    private int aborts;

    private Producing() {
      super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
      initTransactions();
    }

    @Override
    public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
      if (tooLarge.test(RecordCodec.key(record.key()))) {
        refused = true;
        return CompletableFuture.failedFuture(new RecordTooLargeException("too large"));
      }
      return super.send(record);
    }

    @Override
    public void commitTransaction() {
      if (!failCommits.isEmpty()) {
        throw failCommits.remove(0);
      }
      if (refused) {
        throw new KafkaException("in an error state");
      }
      super.commitTransaction();
      Runnable beside = onCommit;
      onCommit = () -> {};
      beside.run();
    }

    @Override
    public void abortTransaction() {
      aborts++;
      refused = false;
      super.abortTransaction();
    }

    private List<String> keys() {
      return history().stream().map(record -> RecordCodec.key(record.key())).toList();
    }
  }
}
