package dev.plumbline.testkit.harness;

import dev.plumbline.embedded.Fault;
import dev.plumbline.embedded.GitHttpServer;
import dev.plumbline.embedded.Push;
import dev.plumbline.embedded.RequestKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A Git server in the suite's own JVM that tells a webhook of every push, if it is given one. */
public final class GitHost implements AutoCloseable {

  private final Path root;
  private final boolean closed;
  private final GitHttpServer server;
  private final ExecutorService deliveries = Executors.newSingleThreadExecutor();
  private final List<HostedRepository> repositories = new CopyOnWriteArrayList<>();
  private volatile @Nullable WebhookCaller webhook;

  private GitHost(Path root, String reader, String password) {
    this.root = root;
    this.closed = !password.isEmpty();
    GitHttpServer.Builder builder =
        GitHttpServer.builder().root(root.resolve("bare")).onPush(this::pushed);
    if (password.isEmpty()) {
      builder.anonymousPush();
    } else {
      builder.readCredentials(reader, password).pushCredentials(reader, password);
    }
    server = builder.start();
  }

  /** One that anybody may read and write. */
  public static GitHost open() {
    return new GitHost(directory(), "", "");
  }

  /** One that asks for a user and a password; {@link #repository} has them. */
  public static GitHost closed(String user, String password) {
    return new GitHost(directory(), user, password);
  }

  /** Tells this webhook of every push from now on; null for none. */
  public GitHost tells(@Nullable WebhookCaller caller) {
    webhook = caller;
    return this;
  }

  /** Makes an empty repository and a clone of it. */
  public HostedRepository repository(String name) {
    URI url = server.url(name);
    HostedRepository repository =
        HostedRepository.create(root, name, url, closed ? server.pushUrl(name) : url);
    repositories.add(repository);
    return repository;
  }

  /** Its faults. */
  public Fault fault() {
    return server.fault();
  }

  /** How often objects or refs were asked for. */
  public long requests() {
    return server.requests(RequestKind.UPLOAD_PACK);
  }

  /** The server. */
  public GitHttpServer server() {
    return server;
  }

  /** The folder of its bare repositories and of the clones. */
  public Path root() {
    return root;
  }

  @Override
  public void close() {
    deliveries.shutdownNow();
    repositories.forEach(HostedRepository::close);
    server.close();
  }

  private void pushed(Push push) {
    WebhookCaller caller = webhook;
    if (caller != null) {
      deliveries.execute(
          () ->
              push.changes()
                  .forEach(
                      change ->
                          caller.tell(push.url(), change.ref(), change.before(), change.after())));
    }
  }

  private static Path directory() {
    try {
      Files.createDirectories(PlumblineProcess.WORK);
      return Files.createTempDirectory(PlumblineProcess.WORK, "git-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
