package dev.plumbline.embedded;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A Git server over smart HTTP (protocol 0 and 2, shallow fetches, pushes) for a directory of bare
 * repositories, on 127.0.0.1.
 *
 * <p>Each {@code NAME.git} directly under the root is served at {@code /NAME.git}; repositories may
 * appear and go while the server runs. Without credentials everybody may fetch and nobody may push.
 */
public final class GitHttpServer implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final int THREADS = 32;

  private final HttpServer http;
  private final ExecutorService workers;
  private final RequestCounts counts;
  private final Fault fault;
  private final @Nullable Credentials push;

  private GitHttpServer(Builder builder, Path root) throws IOException {
    Repositories repositories = new Repositories(Files.createDirectories(root.toAbsolutePath()));
    FrozenRefs frozen = new FrozenRefs(repositories);
    this.push = builder.push;
    this.fault = new Fault(frozen);
    this.counts = new RequestCounts();
    this.http = HttpServer.create(new InetSocketAddress(HOST, builder.port), 0);
    AtomicInteger number = new AtomicInteger();
    this.workers =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "git-http-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    http.setExecutor(workers);
    http.createContext(
        "/",
        new GitHttpHandler(
            new GitService(repositories, frozen, builder.onPush),
            repositories,
            new GitAccess(builder.read, builder.push, builder.anonymousPush),
            fault,
            counts,
            this::url,
            builder.maxBodyBytes));
    http.start();
  }

  /** Where to serve what, to whom. */
  public static Builder builder() {
    return new Builder();
  }

  /** The clone URL of a repository, without credentials. */
  public URI url(String repository) {
    return URI.create("http://" + HOST + ":" + port() + "/" + repository + ".git");
  }

  /**
   * The URL to push to, with the push credentials in it: never log it.
   *
   * @throws IllegalStateException when the server has no push credentials
   */
  public URI pushUrl(String repository) {
    Credentials allowed = push;
    if (allowed == null) {
      throw new IllegalStateException("this Git server was started without push credentials");
    }
    String user = URLEncoder.encode(allowed.user(), StandardCharsets.UTF_8);
    String token = URLEncoder.encode(allowed.token(), StandardCharsets.UTF_8);
    return URI.create(
        "http://" + user + ":" + token + "@" + HOST + ":" + port() + "/" + repository + ".git");
  }

  /** The port that the server listens on. */
  public int port() {
    return http.getAddress().getPort();
  }

  /** The switches that make this server misbehave. */
  public Fault fault() {
    return fault;
  }

  /** How many requests were answered, in any way, since the start. */
  public long requests() {
    return counts.all();
  }

  /** How many requests of one kind were answered, in any way, since the start. */
  public long requests(RequestKind kind) {
    return counts.of(kind);
  }

  /** Stops at once; a transfer under way is cut off. */
  @Override
  public void close() {
    http.stop(0);
    workers.shutdownNow();
  }

  /** Settings of a server. Only the root is required. */
  public static final class Builder {
    private @Nullable Path root;
    private int port;
    private @Nullable Credentials push;
    private @Nullable Credentials read;
    private boolean anonymousPush;
    private Consumer<Push> onPush = push -> {};
    private long maxBodyBytes = 512L * 1024 * 1024;

    private Builder() {}

    /** The directory of bare repositories, each named {@code NAME.git}; created when absent. */
    public Builder root(Path directory) {
      this.root = directory;
      return this;
    }

    /** The port to listen on; 0, the default, for any free one. */
    public Builder port(int number) {
      this.port = number;
      return this;
    }

    /** Lets this user push, and fetch where fetching needs credentials. */
    public Builder pushCredentials(String user, String token) {
      this.push = new Credentials(user, token);
      return this;
    }

    /** Lets only this user (and the one who may push) fetch. */
    public Builder readCredentials(String user, String token) {
      this.read = new Credentials(user, token);
      return this;
    }

    /** Lets anybody on this machine push: for tests. */
    public Builder anonymousPush() {
      this.anonymousPush = true;
      return this;
    }

    /**
     * Called after a push changed refs, on the thread that serves the push and before the client
     * learns that it is done: be quick. What it throws is logged.
     */
    public Builder onPush(Consumer<Push> listener) {
      this.onPush = Objects.requireNonNull(listener);
      return this;
    }

    /** The most bytes to accept in one request, counted after inflating; 512 MiB by default. */
    public Builder maxBodyBytes(long bytes) {
      this.maxBodyBytes = bytes;
      return this;
    }

    /**
     * Starts to serve.
     *
     * @throws UncheckedIOException when the port is taken or the root cannot be made
     */
    public GitHttpServer start() {
      Path directory = root;
      if (directory == null) {
        throw new IllegalArgumentException("root: a directory of bare repositories is required");
      }
      try {
        return new GitHttpServer(this, directory);
      } catch (IOException e) {
        throw new UncheckedIOException(
            "Git server cannot start on " + HOST + ":" + port + ": " + e.getMessage(), e);
      }
    }
  }
}
