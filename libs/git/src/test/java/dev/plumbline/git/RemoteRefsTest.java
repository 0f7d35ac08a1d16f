package dev.plumbline.git;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import dev.plumbline.embedded.GitHttpServer;
import dev.plumbline.embedded.RequestKind;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RemoteRefsTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final Credentials READER = new Credentials.Basic("reader", "s3cret-token");

  @TempDir Path temp;
  private Origin origin;
  private GitHttpServer server;

  @BeforeEach
  void start() {
    origin = Origin.in(temp.resolve("repo.git"));
    server = GitHttpServer.builder().root(temp).readCredentials("reader", "s3cret-token").start();
  }

  @AfterEach
  void stop() {
    server.close();
    origin.close();
  }

  @Test
  void listsBranchesPeeledTagsAndHead() {
    CommitId one = origin.commit(Map.of("a", "1"));
    CommitId two = origin.commit("next", Map.of("a", "2"));
    origin.annotatedTag("v1", one);
    origin.point("refs/tags/light", two);
    origin.point("refs/pull/1/head", two);

    RefSnapshot refs = RemoteRefs.list(url(), READER, TIMEOUT);

    assertThat(refs.head()).isEqualTo("refs/heads/main");
    assertThat(refs.refs())
        .containsExactly(
            Map.entry("refs/heads/main", one),
            Map.entry("refs/heads/next", two),
            Map.entry("refs/tags/light", two),
            Map.entry("refs/tags/v1", one));
    assertThat(RemoteRefs.list(origin.url(), Credentials.none(), TIMEOUT)).isEqualTo(refs);
  }

  @Test
  void costsTwoRequestsAndNoRoundTripForCredentials() {
    origin.commit(Map.of("a", "1"));

    RemoteRefs.list(url(), READER, TIMEOUT);

    assertThat(server.requests(RequestKind.INFO_REFS)).isEqualTo(1);
    assertThat(server.requests()).isEqualTo(2);
  }

  @Test
  void usesThePasswordOfTheUrl() {
    CommitId one = origin.commit(Map.of("a", "1"));
    String withPassword = url().transport().replace("http://", "http://reader:s3cret-token@");

    RefSnapshot refs =
        RemoteRefs.list(RepositoryUrl.parse(withPassword), Credentials.none(), TIMEOUT);

    assertThat(refs.refs()).containsEntry("refs/heads/main", one);
  }

  @Test
  void anEmptyRepositoryHasNoRefs() {
    RefSnapshot refs = RemoteRefs.list(url(), READER, TIMEOUT);

    assertThat(refs.refs()).isEmpty();
    assertThat(refs.resolve("HEAD")).isEmpty();
  }

  @Test
  void aDetachedHeadIsResolvedToo() {
    CommitId one = origin.commit(Map.of("a", "1"));
    origin.commit(Map.of("a", "2"));
    origin.point("HEAD", one);

    RefSnapshot refs = RemoteRefs.list(url(), READER, TIMEOUT);

    assertThat(refs.resolve("HEAD")).map(ResolvedRevision::commit).contains(one);
  }

  @Test
  void wrongCredentialsAreAMatterOfAuthenticationAndNotShown() {
    GitException basic = failure(url(), new Credentials.Basic("reader", "wr0ng-token"));
    GitException bearer = failure(url(), new Credentials.Bearer("wr0ng-token"));
    GitException none = failure(url(), Credentials.none());

    for (GitException e : new GitException[] {basic, bearer, none}) {
      assertThat(e.reason()).isEqualTo(GitException.Reason.AUTHENTICATION);
      assertThat(e).hasMessageContaining("check the Secret").hasNoCause();
      assertThat(e.getMessage()).doesNotContain("wr0ng-token");
    }
  }

  @Test
  void aRepositoryThatIsNotThereIsNotFound() {
    RepositoryUrl absent = RepositoryUrl.parse(server.url("absent").toString());

    assertThat(failure(absent, READER).reason()).isEqualTo(GitException.Reason.NOT_FOUND);
    assertThat(failure(RepositoryUrl.parse(temp + "/absent"), Credentials.none()).reason())
        .isEqualTo(GitException.Reason.NOT_FOUND);
  }

  @Test
  void aServerThatIsAwayOrBrokenIsUnreachable() throws IOException {
    int freePort;
    try (ServerSocket socket = new ServerSocket(0)) {
      freePort = socket.getLocalPort();
    }
    RepositoryUrl away = RepositoryUrl.parse("http://127.0.0.1:" + freePort + "/repo");

    assertThat(failure(away, READER).reason()).isEqualTo(GitException.Reason.UNREACHABLE);
    server.fault().status(503);
    assertThat(failure(url(), READER))
        .hasMessageContaining("503")
        .extracting(GitException::reason)
        .isEqualTo(GitException.Reason.UNREACHABLE);
    server.fault().none().refuseConnections();
    assertThat(failure(url(), READER).reason()).isEqualTo(GitException.Reason.UNREACHABLE);
  }

  @Test
  void aServerThatTakesTooLongIsATimeout() {
    origin.commit(Map.of("a", "1"));
    server.fault().delay(Duration.ofSeconds(30));

    GitException e =
        catchThrowableOfType(
            GitException.class, () -> RemoteRefs.list(url(), READER, Duration.ofSeconds(1)));

    assertThat(e.reason()).isEqualTo(GitException.Reason.TIMEOUT);
  }

  @Test
  void aServerThatDripsForEverIsATimeout() throws IOException {
    try (FakeServer fake = new FakeServer()) {
      fake.answer(
          out -> {
            out.write("001e# service=git-upload-pack\n0000fff0".getBytes(US_ASCII));
            while (true) {
              out.write('x');
              out.flush();
              LockSupport.parkNanos(20_000_000);
            }
          });

      GitException e =
          catchThrowableOfType(
              GitException.class, () -> RemoteRefs.list(fake.url(), READER, Duration.ofSeconds(1)));

      assertThat(e.reason()).isEqualTo(GitException.Reason.TIMEOUT);
    }
  }

  @Test
  void anEndlessAnswerIsCutOff() throws IOException {
    try (FakeServer fake = new FakeServer()) {
      fake.answer(
          out -> {
            out.write("001e# service=git-upload-pack\n0000".getBytes(US_ASCII));
            for (long n = 0; ; n++) {
              String line = String.format("%040x refs/heads/branch-%020d\n", n + 1, n);
              out.write(String.format("%04x%s", line.length() + 4, line).getBytes(US_ASCII));
            }
          });

      assertThat(failure(fake.url(), READER).reason()).isEqualTo(GitException.Reason.TOO_LARGE);
    }
  }

  @Test
  void credentialsDoNotFollowARedirectToAnotherServer() throws IOException {
    try (FakeServer thief = new FakeServer();
        FakeServer first = new FakeServer()) {
      first.redirectTo("http://127.0.0.1:" + thief.port());
      thief.answer(out -> {});

      failure(first.url(), READER);

      assertThat(first.authorizations).contains("present");
      assertThat(thief.authorizations).isNotEmpty().containsOnly("absent");
    }
  }

  @Test
  void credentialsThatDoNotFitTheUrlAreRefusedBeforeAnythingIsSent() {
    RepositoryUrl ssh = RepositoryUrl.parse("git@127.0.0.1:org/repo");

    assertThat(failure(ssh, READER)).hasMessageContaining("sshPrivateKey");
    assertThat(failure(url(), new Credentials.SshKey("k", null, null)))
        .hasMessageContaining("HTTP URL");
    assertThat(failure(url(), new Credentials.Bearer("t", "not a certificate")))
        .hasMessageContaining("ca.crt");
    assertThat(server.requests()).isZero();
  }

  private RepositoryUrl url() {
    return RepositoryUrl.parse(server.url("repo").toString());
  }

  private static GitException failure(RepositoryUrl url, Credentials credentials) {
    GitException failure =
        catchThrowableOfType(GitException.class, () -> RemoteRefs.list(url, credentials, TIMEOUT));
    assertThat(failure).as("a GitException").isNotNull();
    return failure;
  }

  /** Speaks HTTP, but is no Git server. */
  private static final class FakeServer implements AutoCloseable {

    interface Body {
      void writeTo(OutputStream out) throws IOException;
    }

    private final ConcurrentLinkedQueue<String> authorizations = new ConcurrentLinkedQueue<>();
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final HttpServer http;

    FakeServer() throws IOException {
      http = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
      http.setExecutor(workers);
      http.start();
    }

    int port() {
      return http.getAddress().getPort();
    }

    RepositoryUrl url() {
      return RepositoryUrl.parse("http://127.0.0.1:" + port() + "/repo");
    }

    void answer(Body body) {
      http.createContext(
          "/",
          exchange -> {
            note(exchange.getRequestHeaders().containsKey("Authorization"));
            exchange
                .getResponseHeaders()
                .add("Content-Type", "application/x-git-upload-pack-advertisement");
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
              body.writeTo(out);
            }
          });
    }

    void redirectTo(String other) {
      http.createContext(
          "/",
          exchange -> {
            note(exchange.getRequestHeaders().containsKey("Authorization"));
            exchange.getResponseHeaders().add("Location", other + exchange.getRequestURI());
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
          });
    }

    private void note(boolean authorized) {
      authorizations.add(authorized ? "present" : "absent");
    }

    @Override
    public void close() {
      http.stop(0);
      workers.shutdownNow();
    }
  }
}
