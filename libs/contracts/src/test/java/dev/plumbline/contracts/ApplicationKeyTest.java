package dev.plumbline.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApplicationKeyTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4, 8, 16, 32, 64})
  void shardAndPartitionAgreeForEveryDivisorOf64(int partitions) {
    for (int i = 0; i < 1000; i++) {
      ApplicationKey key = new ApplicationKey("team-" + i % 7, "app-" + i);
      byte[] bytes = key.toString().getBytes(StandardCharsets.UTF_8);

      assertThat(key.shard() % partitions)
          .isEqualTo(BuiltInPartitioner.partitionForKey(bytes, partitions));
    }
  }

  @Test
  void isWrittenAndReadAsNamespaceAndName() {
    assertThat(ApplicationKey.parse("shop/web")).isEqualTo(new ApplicationKey("shop", "web"));
    assertThatThrownBy(() -> ApplicationKey.parse("web")).hasMessageContaining("namespace/name");
    assertThatThrownBy(() -> ApplicationKey.parse("a/b/c")).hasMessageContaining("namespace/name");
  }
}
