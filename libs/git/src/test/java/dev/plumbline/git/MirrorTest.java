package dev.plumbline.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.plumbline.embedded.GitHttpServer;
import dev.plumbline.embedded.RequestKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.eclipse.jgit.storage.file.WindowCacheConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorTest {

  private static final Credentials NONE = Credentials.none();
  private static final MirrorSettings SETTINGS =
      new MirrorSettings(64L << 20, 256L << 20, Duration.ofSeconds(30));

  @TempDir Path temp;
  private Origin origin;
  private GitHttpServer server;
  private Mirrors mirrors;
  private Mirror mirror;

  @BeforeEach
  void start() {
    origin = Origin.in(temp.resolve("served/repo.git"));
    server = GitHttpServer.builder().root(temp.resolve("served")).start();
    open(SETTINGS);
  }

  private void open(MirrorSettings settings) {
    mirrors = new Mirrors(temp.resolve("mirrors"), settings);
    mirror = mirrors.of(url());
  }

  private RepositoryUrl url() {
    return RepositoryUrl.parse(server.url("repo").toString());
  }

  @AfterEach
  void stop() {
    mirrors.close();
    server.close();
    origin.close();
  }

  @Test
  void followsBranchesAndTagsThatMoveByForceAndGo() {
    // given
    CommitId one = origin.commit(Map.of("a", "1"));
    CommitId gone = origin.commit("gone", Map.of("a", "2"));
    origin.annotatedTag("v1", one);
    mirror.fetch(NONE);

    // when the branch is rewritten, another is removed and the tag moves
    origin.delete("refs/heads/main");
    CommitId rewritten = origin.commit(Map.of("b", "1"));
    origin.delete("refs/heads/gone");
    origin.annotatedTag("v1", rewritten);
    RefSnapshot fetched = mirror.fetch(NONE);

    // then
    assertThat(fetched.refs())
        .containsExactly(
            Map.entry("refs/heads/main", rewritten), Map.entry("refs/tags/v1", rewritten));
    assertThat(mirror.refs()).isEqualTo(fetched);
    assertThat(mirror.resolve("gone")).isEmpty();
    assertThat(mirror.contains(gone)).as("kept until it is compacted away").isTrue();
  }

  @Test
  void resolvesNamesRangesAndCommitIds() {
    CommitId one = origin.commit(Map.of("a", "1"));
    CommitId two = origin.commit(Map.of("a", "2"));
    origin.annotatedTag("v1.2.0", one);
    mirror.fetch(NONE);

    assertThat(mirror.resolve("HEAD")).contains(two);
    assertThat(mirror.resolve("1.*")).contains(one);
    assertThat(mirror.resolve(one.hex())).contains(one);
    assertThat(mirror.resolve(one.hex().substring(0, 7).toUpperCase())).contains(one);
    assertThat(mirror.resolve(one.hex().substring(0, 6))).isEmpty();
    assertThat(mirror.resolve(origin.ref("refs/tags/v1.2.0"))).as("of the tag").contains(one);
    assertThat(mirror.resolve("f".repeat(40))).isEmpty();
    assertThat(mirror.contains(new CommitId("f".repeat(64)))).isFalse();
  }

  @Test
  void knowsHistory() {
    CommitId one = origin.commit("main", Map.of("a", "1"), Map.of(), "Say hello\n\nmore");
    CommitId two = origin.commit(Map.of("a", "2"));
    mirror.fetch(NONE);

    assertThat(mirror.isAncestor(one, two)).isTrue();
    assertThat(mirror.isAncestor(two, one)).isFalse();
    assertThat(mirror.isAncestor(one, new CommitId("f".repeat(40)))).isFalse();
    assertThat(mirror.commit(one).subject()).isEqualTo("Say hello");
    assertThat(mirror.commit(one).author()).isEqualTo("Ada");
    assertThat(mirror.commit(one).time()).isBefore(mirror.commit(two).time());
  }

  @Test
  void hasNothingBeforeTheFirstFetch() {
    CommitId commit = new CommitId("a".repeat(40));

    assertThat(mirror.refs().refs()).isEmpty();
    assertThat(mirror.resolve("HEAD")).isEmpty();
    assertThat(reason(() -> mirror.tree(commit))).isEqualTo(GitException.Reason.REVISION_NOT_FOUND);
    assertThat(mirrors.bytes()).isZero();
  }

  @Test
  void asksOnlyForRefsWhenNothingChanged() {
    origin.commit(Map.of("a", "1"));
    mirror.fetch(NONE);
    long before = server.requests();

    mirror.fetch(NONE);

    assertThat(server.requests() - before).isEqualTo(2);
  }

  @Test
  void asksInOneConversationForWhatChanged() {
    origin.commit(Map.of("a", "1"));
    mirror.fetch(NONE);
    CommitId next = origin.commit(Map.of("a", "2"));
    long conversations = server.requests(RequestKind.INFO_REFS);
    long before = server.requests();

    RefSnapshot fetched = mirror.fetch(NONE);

    assertThat(fetched.refs()).containsEntry("refs/heads/main", next);
    assertThat(mirror.contains(next)).isTrue();
    assertThat(server.requests(RequestKind.INFO_REFS) - conversations).isEqualTo(1);
    assertThat(server.requests() - before).as("capabilities, refs, objects").isEqualTo(3);
  }

  @Test
  void callersAtTheSameTimeShareFetches() throws Exception {
    // given a server that is slow enough for all to wait
    CommitId one = origin.commit(Map.of("a", "1"));
    server.fault().delay(Duration.ofMillis(300));
    ExecutorService callers = Executors.newFixedThreadPool(16);
    try {
      // when
      List<Future<RefSnapshot>> fetches = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        fetches.add(callers.submit(() -> mirror.fetch(NONE)));
      }

      // then each has the commit, for the cost of at most a few listings
      for (Future<RefSnapshot> fetch : fetches) {
        assertThat(fetch.get().refs()).containsEntry("refs/heads/main", one);
      }
      assertThat(server.requests(RequestKind.INFO_REFS)).isLessThan(16);
    } finally {
      callers.shutdownNow();
    }
  }

  @Test
  void readsGoOnDuringAFetch() throws Exception {
    // given a fetch that waits for the server
    CommitId one = origin.commit(Map.of("a", "1"));
    mirror.fetch(NONE);
    server.fault().delay(Duration.ofSeconds(20));
    ExecutorService fetcher = Executors.newSingleThreadExecutor();
    AtomicReference<Thread> thread = new AtomicReference<>();
    try {
      Future<RefSnapshot> fetch =
          fetcher.submit(
              () -> {
                thread.set(Thread.currentThread());
                return mirror.fetch(NONE);
              });
      await().until(() -> thread.get() != null && waitsForServer(thread.get()));

      try (CommitTree tree = mirror.tree(one)) {
        assertThat(tree.read("a")).asString().isEqualTo("1");
      }

      assertThat(fetch.isDone()).isFalse();
    } finally {
      server.close();
      fetcher.shutdownNow();
    }
  }

  private static boolean waitsForServer(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame -> frame.getClassName().equals(GuardedHttpConnection.class.getName()));
  }

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

  private void open(int maxMebibytes) {
    mirrors.close();
    open(new MirrorSettings((long) maxMebibytes << 20, 256L << 20, Duration.ofSeconds(30)));
  }

  @Test
  void aFailedFetchChangesNothing() {
    CommitId one = origin.commit(Map.of("a", "1"));
    mirror.fetch(NONE);
    origin.commit(Map.of("a", "2"));
    server.fault().status(500);

    assertThat(reason(() -> mirror.fetch(NONE))).isEqualTo(GitException.Reason.UNREACHABLE);
    assertThat(mirror.resolve("main")).contains(one);
  }

  @Test
  void aNameThatBecomesADirectoryOfNamesIsFollowed() {
    origin.commit("release", Map.of("a", "1"));
    mirror.fetch(NONE);
    origin.delete("refs/heads/release");
    CommitId below = origin.commit("release/1", Map.of("a", "2"));

    mirror.fetch(NONE);

    assertThat(mirror.resolve("release/1")).contains(below);
    assertThat(mirror.resolve("release")).isEmpty();
  }

  @Test
  void followsADetachedHead() {
    CommitId one = origin.commit(Map.of("a", "1"));
    CommitId two = origin.commit("other", Map.of("a", "2"));
    origin.point("HEAD", one);
    origin.point("refs/heads/main", two);
    mirror.fetch(NONE);
    assertThat(mirror.resolve("HEAD")).contains(one);
    mirrors.close();
    open(SETTINGS);
    assertThat(mirror.resolve("HEAD")).contains(one);

    origin.headIs("other");
    mirror.fetch(NONE);

    assertThat(mirror.resolve("HEAD")).contains(two);
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

  @Test
  void countsObjectReads() {
    CommitId one = origin.commit(Map.of("apps/a", "1", "apps/b", "2"));
    mirror.fetch(NONE);
    long before = mirrors.objectsRead();
    try (CommitTree tree = mirror.tree(one)) {
      tree.read("apps/a");
      tree.read("apps/b");
    }

    assertThat(mirrors.objectsRead() - before).as("root, apps, a, b").isEqualTo(4);
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

  private static GitException.Reason reason(Runnable action) {
    GitException failure = catchThrowableOfType(GitException.class, action::run);
    assertThat(failure).as("a GitException").isNotNull();
    return failure.reason();
  }
}
