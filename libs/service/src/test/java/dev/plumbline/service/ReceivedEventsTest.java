package dev.plumbline.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Topic;
import dev.plumbline.contracts.events.Command;
import dev.plumbline.contracts.events.EncodedEvent;
import dev.plumbline.contracts.events.EventCodec;
import dev.plumbline.stream.Cancellable;
import dev.plumbline.stream.OutgoingRecord;
import dev.plumbline.stream.OwnedPartition;
import dev.plumbline.stream.PermanentFailureException;
import dev.plumbline.stream.StreamRecord;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReceivedEventsTest {

  private static final EventCodec CODEC =
      new EventCodec("test", Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), new Random(1));
  private static final EncodedEvent REFRESH =
      CODEC.encode(
          new Command.Refresh(new ApplicationKey("shop", "web"), "uid", "anna", Instant.EPOCH),
          null);

  private final ReceivedEvents received =
      new ReceivedEvents(CODEC, topic -> "stage." + topic.baseName());

  @Test
  void anEventOfItsTopicUnderItsKeyIsRead() {
    assertThat(received.read(record("stage.commands", "shop/web", REFRESH.value())).event())
        .isInstanceOf(Command.Refresh.class);
  }

  @Test
  void anEventOfAnotherTopicOrUnderAnotherKeyIsRefusedForGood() {
    assertThatThrownBy(() -> received.read(record("stage.plans", "shop/web", REFRESH.value())))
        .isInstanceOf(PermanentFailureException.class)
        .hasMessage("dev.plumbline.command.refresh does not belong on topic stage.plans");
    assertThatThrownBy(() -> received.read(record("stage.commands", "shop/api", REFRESH.value())))
        .isInstanceOf(PermanentFailureException.class)
        .hasMessageContaining("'shop/api'");
    assertThatThrownBy(() -> received.read(record("stage.commands", "", REFRESH.value())))
        .isInstanceOf(PermanentFailureException.class);
    assertThatThrownBy(() -> received.read(record("stage.commands", "shop/web", null)))
        .isInstanceOf(PermanentFailureException.class);
  }

  @Test
  void ownStateThatCannotBeReadIsPutAsideOnItsLane() {
    Lane partition = new Lane();
    StreamRecord rubbish =
        record(Topic.INVENTORY.baseName(), "a", "rubbish".getBytes(StandardCharsets.UTF_8));

    assertThat(received.restored(partition, rubbish)).isEmpty();

    assertThat(partition.aside).containsExactly("a " + rubbish);
  }

  @Test
  void stateOfOthersThatCannotBeReadIsLeftToThem() {
    assertThat(received.restored(record("stage.desired", "a", new byte[] {1}))).isEmpty();
    assertThat(received.restored(null)).isEmpty();
  }

  @SuppressWarnings("NullAway") // it does not see the array's @Nullable on a record component
  private static StreamRecord record(String topic, String key, byte @Nullable [] value) {
    return new StreamRecord(topic, 0, 7, 0, key, value, REFRESH.headers());
  }

  /** Runs what is submitted at once. */
  private static final class Lane implements OwnedPartition {

    private final List<String> aside = new ArrayList<>();
    private String lane = "";

    @Override
    public int number() {
      return 0;
    }

    @Override
    public boolean isOwned() {
      return true;
    }

    @Override
    public CompletionStage<Void> write(List<OutgoingRecord> records) {
      throw new AssertionError("nothing is written");
    }

    @Override
    public CompletionStage<Void> putAside(StreamRecord state, Throwable cause) {
      aside.add(lane + " " + state);
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void submit(String key, Supplier<CompletionStage<Void>> task) {
      lane = key;
      assertThat(task.get()).isCompleted();
    }

    @Override
    public Cancellable schedule(String key, Duration delay, Supplier<CompletionStage<Void>> task) {
      throw new AssertionError("nothing is scheduled");
    }
  }
}
