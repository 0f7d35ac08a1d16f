package dev.plumbline.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.cluster.ClusterException.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineBufferTest {

  @Test
  void linesAreTheSameHoweverTheBytesAreCut() throws Exception {
    byte[] text = "één\n\n{\"a\":1}\nlast".getBytes(StandardCharsets.UTF_8);
    for (int size = 1; size <= text.length; size++) {
      LineBuffer buffer = new LineBuffer(100);
      List<String> lines = new ArrayList<>();
      for (int at = 0; at < text.length; at += size) {
        ByteBuffer piece = ByteBuffer.wrap(text, at, Math.min(size, text.length - at));
        buffer.add(List.of(piece)).forEach(l -> lines.add(new String(l, StandardCharsets.UTF_8)));
      }

      assertThat(lines).containsExactly("één", "{\"a\":1}");
      assertThat(buffer.rest()).asString().isEqualTo("last");
    }
  }

  @Test
  void aLineWithoutEndIsRefused() {
    LineBuffer buffer = new LineBuffer(10);

    ClusterException e =
        catchThrowableOfType(
            ClusterException.class, () -> buffer.add(List.of(ByteBuffer.wrap(new byte[11]))));

    assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE);
  }

  @Test
  void delaysGrowToHalfAMinuteAndStartAnew() {
    Backoff backoff = new Backoff(new Random(1));
    Duration first = backoff.next();
    Duration last = first;
    for (int i = 0; i < 20; i++) {
      last = backoff.next();
    }

    assertThat(first).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
    assertThat(last).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
    backoff.reset();
    assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofMillis(200));
  }
}
