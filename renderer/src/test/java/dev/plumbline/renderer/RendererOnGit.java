package dev.plumbline.renderer;

import dev.plumbline.contracts.events.Trigger;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.embedded.GitHttpServer;
import dev.plumbline.git.RepositoryUrl;
import dev.plumbline.testkit.Fixtures;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The whole renderer on a real broker, and a real Git server with a repository. */
abstract class RendererOnGit extends RendererOnBroker {

  /** Stands in places where a secret can. */
  static final String CANARY = "canary-4f1c";

  @TempDir Path directory;
  GitHttpServer server;
  TestRepository repository;
  TestInstallation plumbline;
  String id;

  @BeforeEach
  void start() {
    repository = new TestRepository(directory.resolve("git/shop.git"));
    serve(GitHttpServer.builder());
    plumbline = installation(directory.resolve("mirrors"), Map.of());
  }

  @AfterEach
  void stop() {
    plumbline.close();
    server.close();
    repository.close();
  }

  void serve(GitHttpServer.Builder builder) {
    server = builder.root(directory.resolve("git")).start();
    id = RepositoryUrl.parse(server.url("shop").toString()).id();
  }

  static Trigger trigger() {
    return new Trigger(Trigger.Cause.POLL, null, null, Instant.now());
  }

  Application application(String name, String path, long generation) {
    return Fixtures.application(
        "ns", name, "uid-" + name, generation, Fixtures.spec(server.url("shop").toString(), path));
  }

  static String configMap(String name, String value) {
    return "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: "
        + name
        + "\ndata: {v: \""
        + value
        + "\"}\n";
  }
}
