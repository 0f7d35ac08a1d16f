package dev.plumbline.sandbox;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpServer;
import dev.plumbline.sandbox.control.Bootstrap;
import dev.plumbline.sandbox.control.Controllers;
import dev.plumbline.sandbox.rest.Deletion;
import dev.plumbline.sandbox.rest.HttpApi;
import dev.plumbline.sandbox.rest.Objects;
import dev.plumbline.sandbox.schema.Registry;
import dev.plumbline.sandbox.store.FileJournal;
import dev.plumbline.sandbox.store.Journal;
import dev.plumbline.sandbox.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes API server in this process, on 127.0.0.1 over plain HTTP with a bearer token. It is
 * as large as running Plumbline, kubectl and fabric8 against it needs; what it does, it does as a
 * real API server does.
 */
public final class Sandbox implements AutoCloseable {

  private final HttpServer http;
  private final ExecutorService threads;
  private final Controllers controllers;
  private final Store store;
  private final String token;
  private volatile boolean stopping;

  private Sandbox(Builder builder) {
    System.setProperty("sun.net.httpserver.nodelay", "true");
    Journal journal = builder.journal();
    this.token = builder.token();
    this.store = new Store(journal);
    Registry registry = new Registry();
    Objects objects = new Objects(registry, store, builder.clock);
    Deletion deletion = new Deletion(objects);
    Bootstrap.run(objects);
    this.controllers = new Controllers(objects, deletion);
    this.http = listen(builder.port);
    AtomicInteger number = new AtomicInteger();
    this.threads =
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task, "sandbox-http-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    http.setExecutor(threads);
    http.createContext("/", new HttpApi(objects, deletion, token, () -> stopping))
        .getFilters()
        .addAll(builder.filters);
    controllers.start();
    http.start();
  }

  private static HttpServer listen(int port) {
    try {
      InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
      return HttpServer.create(new InetSocketAddress(loopback, port), 512);
    } catch (IOException e) {
      throw new UncheckedIOException("the sandbox cannot listen on 127.0.0.1:" + port, e);
    }
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Where it listens, such as {@code http://127.0.0.1:40123}. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  /**
   * A kubeconfig for kubectl and client libraries. It contains the token twice: kubectl sends none
   * over plain HTTP unless it is part of the server's path.
   */
  public String kubeconfigYaml() {
    return """
        apiVersion: v1
        kind: Config
        current-context: sandbox
        clusters:
        - name: sandbox
          cluster:
            server: %s%s%s
        users:
        - name: sandbox
          user:
            token: %s
        contexts:
        - name: sandbox
          context:
            cluster: sandbox
            user: sandbox
            namespace: default
        """
        .formatted(url(), HttpApi.TOKEN_PATH, token, token);
  }

  /** Writes the kubeconfig, readable by the owner alone, replacing the file at once. */
  public void writeKubeconfig(Path file) {
    try {
      writePrivately(file, kubeconfigYaml());
    } catch (IOException e) {
      throw new UncheckedIOException("the kubeconfig cannot be written to " + file, e);
    }
  }

  /** Ends all watches, stops the controllers, and writes what there is to the data directory. */
  @Override
  public void close() {
    if (stopping) {
      return;
    }
    stopping = true;
    controllers.close();
    http.stop(0);
    threads.shutdownNow();
    store.close();
  }

  private static void writePrivately(Path file, String text) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Path next =
        Files.createTempFile(
            parent,
            file.getFileName().toString(),
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(next, text, StandardCharsets.UTF_8);
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Settings of a sandbox; the defaults keep nothing and take any free port. */
  public static final class Builder {
    private int port;
    private @Nullable Path dataDir;
    private byte @Nullable [] encryptionKey;
    private Clock clock = Clock.systemUTC();
    private final List<Filter> filters = new ArrayList<>();

    private Builder() {}

    /** The port on 127.0.0.1; 0, the default, takes a free one. */
    public Builder port(int newPort) {
      this.port = newPort;
      return this;
    }

    /** Keeps objects, versions and the token in this directory; needs {@link #encryptionKey}. */
    public Builder dataDir(Path directory) {
      this.dataDir = directory;
      return this;
    }

    /** 32 bytes, with which Secrets are encrypted on disk. */
    public Builder encryptionKey(byte[] key) {
      this.encryptionKey = key.clone();
      return this;
    }

    /** The time that timestamps and ages are taken from. */
    public Builder clock(Clock newClock) {
      this.clock = newClock;
      return this;
    }

    /**
     * Has every request go through this first: to count them, to delay them, to answer otherwise.
     */
    public Builder filter(Filter filter) {
      filters.add(filter);
      return this;
    }

    /**
     * Starts serving.
     *
     * @throws IllegalArgumentException if there is a data directory but no encryption key
     */
    public Sandbox start() {
      return new Sandbox(this);
    }

    private Journal journal() {
      if (dataDir == null) {
        return Journal.none();
      }
      if (encryptionKey == null) {
        throw new IllegalArgumentException(
            "a data directory needs an encryption key: Secrets are never written in clear");
      }
      try {
        Files.createDirectories(dataDir);
      } catch (IOException e) {
        throw new UncheckedIOException("the data directory cannot be made: " + dataDir, e);
      }
      return new FileJournal(dataDir, encryptionKey);
    }

    private String token() {
      byte[] random = new byte[24];
      new SecureRandom().nextBytes(random);
      String fresh = HexFormat.of().formatHex(random);
      if (dataDir == null) {
        return fresh;
      }
      Path file = dataDir.resolve("token");
      try {
        if (Files.exists(file)) {
          return Files.readString(file, StandardCharsets.UTF_8).trim();
        }
        writePrivately(file, fresh);
        return fresh;
      } catch (IOException e) {
        throw new UncheckedIOException("the token cannot be kept in " + file, e);
      }
    }
  }
}
