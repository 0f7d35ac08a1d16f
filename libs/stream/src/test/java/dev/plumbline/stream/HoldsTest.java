package dev.plumbline.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HoldsTest {
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final Holds holds = new Holds(acknowledged::incrementAndGet);

  @Test
  void acknowledgesOnceTheHandlerAndAllThatItHeldAreDone() {
    Ack first = holds.hold();
    Ack second = holds.hold();

    holds.handled();
    first.done();
    first.done();
    assertThat(acknowledged).hasValue(0);

    second.done();
    assertThat(acknowledged).hasValue(1);
  }

  @Test
  void doesNotAcknowledgeAnAttemptThatWasNotHandled() {
    holds.hold().done();

    assertThat(acknowledged).hasValue(0);
  }
}
