package dev.plumbline.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.embedded.GitHttpServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A mirror of a repository that a test changes, fetched over HTTP. */
abstract class MirrorBench {

  static final Credentials NONE = Credentials.none();
  static final MirrorSettings SETTINGS =
      new MirrorSettings(64L << 20, 256L << 20, Duration.ofSeconds(30));

  @TempDir Path temp;
  Origin origin;
  GitHttpServer server;
  Mirrors mirrors;
  Mirror mirror;

  @BeforeEach
  void start() {
    origin = Origin.in(temp.resolve("served/repo.git"));
    server = GitHttpServer.builder().root(temp.resolve("served")).start();
    open(SETTINGS);
  }

  void open(MirrorSettings settings) {
    mirrors = new Mirrors(temp.resolve("mirrors"), settings);
    mirror = mirrors.of(url());
  }

  RepositoryUrl url() {
    return RepositoryUrl.parse(server.url("repo").toString());
  }

  @AfterEach
  void stop() {
    mirrors.close();
    server.close();
    origin.close();
  }

  static GitException.Reason reason(Runnable action) {
    GitException failure = catchThrowableOfType(GitException.class, action::run);
    assertThat(failure).as("a GitException").isNotNull();
    return failure.reason();
  }
}
