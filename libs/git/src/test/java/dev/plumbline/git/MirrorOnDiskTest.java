package dev.plumbline.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.eclipse.jgit.storage.file.WindowCacheConfig;
import org.junit.jupiter.api.Test;

/** What a mirror is on disk: over restarts, damage and limits. */
class MirrorOnDiskTest extends MirrorBench {

  @Test
  void isThereAfterARestartEvenAfterAKill() throws IOException {
    // given a mirror whose process was killed in the middle of an update
    CommitId one = origin.commit(Map.of("a", "1"));
    origin.headIs("main");
    RefSnapshot before = mirror.fetch(NONE);
    Path directory = mirrorDirectory();
    mirrors.close();
    Files.createFile(directory.resolve("refs/heads/main.lock"));
    Files.createFile(directory.resolve("packed-refs.lock"));
    Files.writeString(directory.resolve("objects/incoming_1.pack"), "half a pack");

    // when
    open(SETTINGS);

    // then it answers without the server, and takes the next commit
    server.fault().refuseConnections();
    assertThat(mirror.refs()).isEqualTo(before);
    assertThat(mirror.resolve("HEAD")).contains(one);
    assertThat(directory.resolve("objects/incoming_1.pack")).doesNotExist();
    assertThat(directory.resolve("refs/heads/main.lock")).doesNotExist();
    assertThat(directory.resolve("packed-refs.lock")).doesNotExist();
    server.fault().none();
    CommitId two = origin.commit(Map.of("a", "2"));
    mirror.fetch(NONE);
    assertThat(mirror.resolve("main")).contains(two);
  }

  @Test
  void aDamagedMirrorIsMadeAnew() throws IOException {
    CommitId one = origin.commit(Map.of("a", "1"));
    mirror.fetch(NONE);
    Path directory = mirrorDirectory();
    mirrors.close();
    deletePacks(directory);

    open(SETTINGS);
    mirror.fetch(NONE);

    try (CommitTree tree = mirror.tree(one)) {
      assertThat(tree.read("a")).asString().isEqualTo("1");
    }
  }

  @Test
  void damageFoundByAReaderIsMendedByTheNextFetch() throws IOException {
    CommitId one = origin.commit(Map.of("a", "1"));
    mirror.fetch(NONE);
    mirrors.close();
    open(SETTINGS);
    try (CommitTree tree = mirror.tree(one)) {
      for (Path object : objects(mirrorDirectory())) {
        Files.delete(object);
      }
      WindowCacheConfig fresh = new WindowCacheConfig();
      fresh.setPackedGitOpenFiles(129);
      fresh.install(); // forgets what it holds in memory

      assertThat(reason(() -> tree.read("a"))).isEqualTo(GitException.Reason.CORRUPT);
    }

    mirror.fetch(NONE);

    try (CommitTree tree = mirror.tree(one)) {
      assertThat(tree.read("a")).asString().isEqualTo("1");
    }
  }

  @Test
  void aRepositoryOverTheLimitIsRefusedAndLeavesNothing() {
    open(1);
    Map<String, String> big = new HashMap<>();
    Random random = new Random(1);
    for (int i = 0; i < 20; i++) {
      byte[] noise = new byte[50_000];
      random.nextBytes(noise);
      big.put("file" + i, HexFormat.of().formatHex(noise));
    }
    origin.commit(big);

    GitException overHttp = catchThrowableOfType(GitException.class, () -> mirror.fetch(NONE));
    GitException local =
        catchThrowableOfType(GitException.class, () -> mirrors.of(origin.url()).fetch(NONE));

    assertThat(overHttp.reason()).isEqualTo(GitException.Reason.TOO_LARGE);
    assertThat(overHttp).hasMessageContaining("limit for one repository");
    assertThat(local.reason()).isEqualTo(GitException.Reason.TOO_LARGE);
    assertThat(MirrorStore.bytes(temp.resolve("mirrors"))).isLessThan(100_000);
  }

  @Test
  void manySmallPacksAreCompacted() throws IOException {
    CommitId last = origin.commit(Map.of("a", "first"));
    for (int i = 0; i < 70; i++) {
      last = origin.commit(Map.of("a", String.valueOf(i)));
      mirror.fetch(NONE);
    }

    try (Stream<Path> files = Files.list(mirrorDirectory().resolve("objects/pack"))) {
      assertThat(files.filter(f -> f.toString().endsWith(".pack"))).hasSizeLessThan(64);
    }
    try (CommitTree tree = mirror.tree(last)) {
      assertThat(tree.read("a")).asString().isEqualTo("69");
    }
  }

  private void open(int maxMebibytes) {
    mirrors.close();
    open(new MirrorSettings((long) maxMebibytes << 20, 256L << 20, Duration.ofSeconds(30)));
  }

  private Path mirrorDirectory() throws IOException {
    try (Stream<Path> found = Files.list(temp.resolve("mirrors"))) {
      return found.filter(Files::isDirectory).findFirst().orElseThrow();
    }
  }

  private static List<Path> objects(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory.resolve("objects"))) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static void deletePacks(Path directory) throws IOException {
    for (Path file : objects(directory)) {
      Files.delete(file);
    }
  }
}
