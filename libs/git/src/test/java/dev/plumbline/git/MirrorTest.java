package dev.plumbline.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.plumbline.embedded.RequestKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What a mirror knows, and how it asks: refs, history, conversations with the server. */
class MirrorTest extends MirrorBench {

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
    assertThat(mirror.commit(one).authorWithAddress()).startsWith("Ada <").endsWith(">");
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

  @Test
  void doesNotReadADirectoryAgainThatTheNextCommitLeftAlone() {
    CommitId one = origin.commit(Map.of("apps/a/x", "1", "apps/b/x", "2"));
    CommitId two = origin.commit(Map.of("apps/a/x", "changed", "apps/b/x", "2"));
    mirror.fetch(NONE);
    try (CommitTree tree = mirror.tree(one)) {
      tree.list("apps/a");
      tree.list("apps/b");
    }
    long before = mirrors.objectsRead();

    try (CommitTree tree = mirror.tree(two)) {
      assertThat(tree.list("apps/b")).hasSize(1);
      assertThat(tree.lookup("apps/a/x")).isPresent();
    }

    assertThat(mirrors.objectsRead() - before).as("root, apps, apps/a").isEqualTo(3);
  }

  @Test
  void tellsWhichFilesACommitChanged() {
    CommitId one = origin.commit(Map.of("apps/a", "1", "apps/b", "2", "c", "3"));
    CommitId two = origin.commit(Map.of("apps/a", "1", "apps/b", "changed", "d/e", "new"));
    mirror.fetch(NONE);

    assertThat(mirror.changed(one, two, 10)).containsExactly("apps/b", "c", "d/e");
    assertThat(mirror.changed(one, two, 1)).containsExactly("apps/b");
    assertThat(mirror.changed(new CommitId("f".repeat(40)), two, 10)).isEmpty();
  }
}
