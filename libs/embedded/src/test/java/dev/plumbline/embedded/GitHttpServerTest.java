package dev.plumbline.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.TransportException;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GitHttpServerTest {
  private static final UsernamePasswordCredentialsProvider READER =
      new UsernamePasswordCredentialsProvider("reader", "look");

  @TempDir Path directory;
  private final List<Push> pushes = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();
  private Git work;

  @BeforeEach
  void makeRepositories() throws Exception {
    Git.init()
        .setBare(true)
        .setInitialBranch("main")
        .setDirectory(directory.resolve("root/shop.git").toFile())
        .call()
        .close();
    work =
        Git.init().setInitialBranch("main").setDirectory(directory.resolve("work").toFile()).call();
    open.add(work);
  }

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @Test
  void servesWhatWasPushedAndTellsOfThePush() throws Exception {
    // given
    GitHttpServer server = start(b -> b.pushCredentials("git", "s3cret/token"));
    RevCommit commit = commit("one");

    // when
    push(server.pushUrl("shop"));

    // then
    assertThat(fetched(server, "one")).isEqualTo(commit);
    assertThat(pushes)
        .containsExactly(
            new Push(
                "shop",
                server.url("shop").toString(),
                List.of(
                    new Push.RefChange(
                        "refs/heads/main", ObjectId.zeroId().name(), commit.name()))));
    assertThat(server.requests(RequestKind.RECEIVE_PACK)).isEqualTo(1);
    assertThat(server.requests(RequestKind.UPLOAD_PACK)).isPositive();
    assertThat(server.requests()).isGreaterThan(server.requests(RequestKind.INFO_REFS));
  }

  @Test
  void manyPushesLeaveFewPacks() throws Exception {
    // given
    Path bare = directory.resolve("root/shop.git");
    try (Repository repository = new FileRepositoryBuilder().setGitDir(bare.toFile()).build()) {
      repository.getConfig().setInt("gc", null, "autoPackLimit", 2);
      repository.getConfig().save();
    }
    GitHttpServer server = start(GitHttpServer.Builder::anonymousPush);

    // when
    RevCommit newest = commit("first");
    for (int i = 0; i < 6; i++) {
      newest = commit("push " + i);
      push(server.url("shop"));
    }

    // then what is packed together is not kept beside that
    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (packs(bare) > 3 && System.nanoTime() < patience) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    assertThat(packs(bare)).isBetween(1L, 3L);
    assertThat(fetched(server, "all")).isEqualTo(newest);
  }

  private static long packs(Path bare) throws IOException {
    try (Stream<Path> files = Files.list(bare.resolve("objects/pack"))) {
      return files.filter(file -> file.toString().endsWith(".pack")).count();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "2"})
  void servesShallowFetchesInBothProtocols(String protocol) throws Exception {
    // given
    GitHttpServer server = start(GitHttpServer.Builder::anonymousPush);
    commit("one");
    RevCommit second = commit("two");
    push(server.url("shop"));

    // when
    try (Git clone = Git.init().setBare(true).setDirectory(fresh("clone")).call()) {
      clone.getRepository().getConfig().setString("protocol", null, "version", protocol);
      clone
          .fetch()
          .setRemote(server.url("shop").toString())
          .setDepth(1)
          .setRefSpecs(new RefSpec("+refs/heads/main:refs/heads/main"))
          .call();

      // then
      assertThat(clone.getRepository().resolve("main")).isEqualTo(second);
      assertThat(clone.log().add(second).call()).hasSize(1);
    }
  }

  @Test
  void refusesWrongCredentials() throws Exception {
    GitHttpServer server =
        start(b -> b.pushCredentials("git", "token").readCredentials("reader", "look"));
    commit("one");
    push(server.pushUrl("shop"));

    assertThat(status(infoRefs(server, "git-upload-pack"))).isEqualTo(401);
    assertThat(status(infoRefs(server, "git-receive-pack"))).isEqualTo(401);
    assertThatThrownBy(
            () ->
                Git.lsRemoteRepository()
                    .setRemote(server.url("shop").toString())
                    .setCredentialsProvider(
                        new UsernamePasswordCredentialsProvider("reader", "wrong"))
                    .call())
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("not authorized");
    assertThatThrownBy(() -> pushAs(server.url("shop"), READER))
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("not authorized");
    assertThat(
            Git.lsRemoteRepository()
                .setRemote(server.url("shop").toString())
                .setCredentialsProvider(READER)
                .call())
        .isNotEmpty();
  }

  @Test
  void letsNobodyPushUnlessToldWho() throws Exception {
    GitHttpServer server = start(UnaryOperator.identity());

    assertThat(status(infoRefs(server, "git-receive-pack"))).isEqualTo(403);
    assertThat(status(infoRefs(server, "git-upload-pack"))).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "2"})
  void servesFrozenRefsWhilePushesGoOn(String protocol) throws Exception {
    // given
    GitHttpServer server = start(GitHttpServer.Builder::anonymousPush);
    RevCommit first = commit("one");
    push(server.url("shop"));
    server.fault().freezeRefs();

    // when
    RevCommit second = commit("two");
    push(server.url("shop"));

    // then
    assertThat(fetched(server, "frozen-" + protocol, protocol)).isEqualTo(first);
    server.fault().thaw();
    assertThat(fetched(server, "thawed-" + protocol, protocol)).isEqualTo(second);
  }

  @Test
  void misbehavesAsTold() throws Exception {
    GitHttpServer server = start(UnaryOperator.identity());
    URI refs = infoRefs(server, "git-upload-pack");

    server.fault().status(503);
    assertThat(status(refs)).isEqualTo(503);

    server.fault().none().refuseConnections();
    assertThatThrownBy(() -> status(refs)).isInstanceOf(java.io.IOException.class);

    server.fault().none().delay(Duration.ofMillis(300));
    long before = System.nanoTime();
    assertThat(status(refs)).isEqualTo(200);
    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .isGreaterThanOrEqualTo(Duration.ofMillis(300));
  }

  @Test
  void refusesBodiesOverTheLimitAlsoWhenTheyInflateToIt() throws Exception {
    GitHttpServer server = start(b -> b.anonymousPush().maxBodyBytes(10_000));
    ByteArrayOutputStream small = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(small)) {
      gzip.write(new byte[1_000_000]);
    }
    HttpRequest bomb =
        HttpRequest.newBuilder(URI.create(server.url("shop") + "/git-receive-pack"))
            .header("Content-Encoding", "gzip")
            .POST(HttpRequest.BodyPublishers.ofByteArray(small.toByteArray()))
            .build();

    assertThat(HttpClient.newHttpClient().send(bomb, BodyHandlers.discarding()).statusCode())
        .isEqualTo(413);
  }

  @Test
  void takesPushesThatDoNotFitInMemory() throws Exception {
    GitHttpServer server = start(GitHttpServer.Builder::anonymousPush);
    byte[] large = new byte[9 * 1024 * 1024];
    new Random(1).nextBytes(large);
    Files.write(directory.resolve("work/large.bin"), large);
    RevCommit commit = commit("large");

    push(server.url("shop"));

    assertThat(fetched(server, "large")).isEqualTo(commit);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/other.git", "/..%2fwork%2f.git", "/.git", "/shop", "/shop.git/HEAD/x"})
  void knowsOnlyPlainNamesUnderItsRoot(String path) throws Exception {
    GitHttpServer server = start(UnaryOperator.identity());

    URI uri =
        URI.create(
            "http://127.0.0.1:" + server.port() + path + "/info/refs?service=git-upload-pack");

    assertThat(status(uri)).isEqualTo(404);
  }

  private GitHttpServer start(UnaryOperator<GitHttpServer.Builder> settings) {
    GitHttpServer server =
        settings
            .apply(GitHttpServer.builder().root(directory.resolve("root")).onPush(pushes::add))
            .start();
    open.add(server);
    return server;
  }

  private RevCommit commit(String text) throws Exception {
    Files.writeString(directory.resolve("work/file.txt"), text);
    work.add().addFilepattern(".").call();
    return work.commit()
        .setMessage(text)
        .setSign(false)
        .setAuthor("a", "a@b")
        .setCommitter("a", "a@b")
        .call();
  }

  private void push(URI url) throws Exception {
    String userInfo = url.getUserInfo();
    pushAs(
        url,
        userInfo == null
            ? null
            : new UsernamePasswordCredentialsProvider(
                userInfo.substring(0, userInfo.indexOf(':')),
                userInfo.substring(userInfo.indexOf(':') + 1)));
  }

  private void pushAs(URI url, UsernamePasswordCredentialsProvider credentials) throws Exception {
    var results =
        work.push()
            .setRemote(url.toString())
            .setCredentialsProvider(credentials)
            .setRefSpecs(new RefSpec("refs/heads/main:refs/heads/main"))
            .call();
    assertThat(results)
        .allSatisfy(
            result ->
                assertThat(result.getRemoteUpdates())
                    .allSatisfy(
                        update ->
                            assertThat(update.getStatus()).isEqualTo(RemoteRefUpdate.Status.OK)));
  }

  private ObjectId fetched(GitHttpServer server, String name) throws Exception {
    return fetched(server, name, "2");
  }

  private ObjectId fetched(GitHttpServer server, String name, String protocol) throws Exception {
    try (Git clone = Git.init().setBare(true).setDirectory(fresh(name)).call()) {
      clone.getRepository().getConfig().setString("protocol", null, "version", protocol);
      clone
          .fetch()
          .setRemote(server.url("shop").toString())
          .setRefSpecs(new RefSpec("+refs/heads/*:refs/heads/*"))
          .call();
      return clone.getRepository().resolve("main");
    }
  }

  private java.io.File fresh(String name) {
    return directory.resolve("clones/" + name).toFile();
  }

  private static URI infoRefs(GitHttpServer server, String service) {
    return URI.create(server.url("shop") + "/info/refs?service=" + service);
  }

  private static int status(URI uri) throws Exception {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
        .statusCode();
  }
}
