package dev.plumbline.git;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.git.KnownDirectories.Child;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.jgit.lib.ObjectId;
import org.junit.jupiter.api.Test;

class KnownDirectoriesTest {

  private final KnownDirectories known = new KnownDirectories();

  private static ObjectId id(int number) {
    return ObjectId.fromString("%040x".formatted(number));
  }

  private static SortedMap<String, Child> directory(int entries) {
    SortedMap<String, Child> directory = new TreeMap<>();
    for (int i = 0; i < entries; i++) {
      directory.put("file-" + i, new Child(FileEntry.Kind.FILE, id(i)));
    }
    return directory;
  }

  @Test
  void theDirectoryUsedLongestAgoGoesFirst() {
    SortedMap<String, Child> thousand = directory(1_000);
    known.put(id(0), thousand);
    for (int i = 1; i < 100; i++) {
      known.put(id(i), thousand);
      assertThat(known.get(id(0))).as("used all the time").isPresent();
    }

    assertThat(known.get(id(1))).isEmpty();
    assertThat(known.get(id(99))).isPresent();
    assertThat(known.size()).isLessThanOrEqualTo(50_000);
  }

  @Test
  void whatIsReadTwiceAtATimeCountsOnce() {
    known.put(id(1), directory(10));
    known.put(id(1), directory(10));

    assertThat(known.size()).isEqualTo(11);
  }

  @Test
  void oneDirectoryLargerThanTheBoundIsKeptUntilTheNext() {
    known.put(id(1), directory(60_000));
    assertThat(known.get(id(1))).isPresent();

    known.put(id(2), directory(1));

    assertThat(known.get(id(1))).isEmpty();
    assertThat(known.size()).isEqualTo(2);
  }
}
