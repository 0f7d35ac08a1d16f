package dev.plumbline.charts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChartStoreTest {

  @TempDir Path directory;
  private long seconds = 1_000;

  private ChartStore store(long maxBytes) throws IOException {
    return new ChartStore(
        directory,
        maxBytes,
        new Clock() {
          @Override
          public ZoneOffset getZone() {
            return ZoneOffset.UTC;
          }

          @Override
          public Clock withZone(java.time.ZoneId zone) {
            return this;
          }

          @Override
          public Instant instant() {
            return Instant.ofEpochSecond(seconds++);
          }
        });
  }

  private static byte[] chart(int number) {
    byte[] bytes = new byte[1_000];
    bytes[0] = (byte) number;
    return bytes;
  }

  private static String put(ChartStore store, int number) {
    String digest = Digests.of(chart(number));
    store.write(digest, chart(number));
    return digest;
  }

  @Test
  void theLeastRecentlyUsedGo() throws IOException {
    // given
    ChartStore store = store(3_000);
    String first = put(store, 1);
    String second = put(store, 2);
    put(store, 3);

    // when
    store.read(first);
    put(store, 4);

    // then
    assertThat(store.read(first)).contains(chart(1));
    assertThat(store.read(second)).isEmpty();
    assertThat(store.bytes()).isEqualTo(3_000);
  }

  @Test
  void aRestartKeepsWhatWasUsedLast() throws IOException {
    // given
    ChartStore store = store(3_000);
    String first = put(store, 1);
    String second = put(store, 2);
    store.read(first);
    Files.setLastModifiedTime(
        directory.resolve("archives").resolve(second),
        java.nio.file.attribute.FileTime.from(Instant.EPOCH));
    Files.writeString(directory.resolve("archives").resolve("x.part"), "half");

    // when
    ChartStore restarted = store(1_500);

    // then
    assertThat(restarted.read(first)).contains(chart(1));
    assertThat(restarted.read(second)).isEmpty();
    assertThat(directory.resolve("archives")).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void whatIsDamagedIsNotServed() throws IOException {
    ChartStore store = store(3_000);
    String digest = put(store, 1);
    Files.write(directory.resolve("archives").resolve(digest), new byte[] {1, 2, 3});

    assertThat(store.read(digest)).isEmpty();
    assertThat(directory.resolve("archives").resolve(digest)).doesNotExist();
    assertThat(put(store, 1)).isEqualTo(digest);
    assertThat(store.read(digest)).isPresent();
  }

  @Test
  void whatIsLargerThanTheStoreIsNotKept() throws IOException {
    ChartStore store = store(500);

    assertThat(store.read(put(store, 1))).isEmpty();
    assertThat(store.bytes()).isZero();
  }

  @Test
  void aVersionsDigestIsRememberedAcrossRestarts() throws IOException {
    String one = "1".repeat(64);
    String two = "2".repeat(64);

    assertThat(store(1).pin("web 1.0.0", one)).isNull();
    assertThat(store(1).pin("web 1.0.0", one)).isNull();
    assertThat(store(1).pin("web 1.0.0", two)).isEqualTo(one);
    assertThat(store(1).pin("web 1.0.0", two)).isEqualTo(one);
    assertThat(store(1).pin("web 1.1.0", two)).isNull();
  }
}
