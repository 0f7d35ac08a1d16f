package dev.plumbline.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CoPartitioningTest {
  @Test
  void namesEachTopicWithItsNumberWhenTheyDiffer() {
    assertThatThrownBy(() -> CoPartitioning.check("svc", Map.of("plans", 8, "sync", 16)))
        .isInstanceOf(StreamTopologyException.class)
        .hasMessageContaining("svc")
        .hasMessageContaining("plans has 8, sync has 16");
    assertThat(CoPartitioning.check("svc", Map.of("plans", 8, "sync", 8))).isEqualTo(8);
  }

  @Test
  void refusesATopologyThatNamesATopicTwiceOrReadsNothing() {
    assertThatThrownBy(() -> new StreamTopology("svc", List.of("a"), List.of("b"), List.of("a")))
        .hasMessage("topic a is named twice");
    assertThatThrownBy(() -> new StreamTopology("svc", List.of(), List.of("b"), List.of()))
        .hasMessageContaining("needs at least one topic to read");
  }

  @Test
  void givesAKeyThePartitionThatKafkasProducerGivesIt() {
    // murmur2 as in Kafka's own tests: "21" hashes to -973932308
    assertThat(RecordCodec.partition("21", 16)).isEqualTo((-973932308 & 0x7fffffff) % 16);
  }
}
