package dev.plumbline.renderer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.plumbline.manifests.RenderException;
import dev.plumbline.service.AddressGuard;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RemoteFilesTest {

  private static final int MAX_BYTES = 1_000;

  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch end = new CountDownLatch(1);
  private HttpServer server;
  private RemoteFiles files;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/good.yaml", exchange -> answer(exchange, 200, "kind: List\n"));
    server.createContext("/large.yaml", exchange -> answer(exchange, 200, "x".repeat(2_000)));
    server.createContext("/absent.yaml", exchange -> answer(exchange, 404, ""));
    server.createContext("/moved.yaml", exchange -> redirect(exchange, "/good.yaml"));
    server.createContext("/circle.yaml", exchange -> redirect(exchange, "/circle.yaml"));
    server.createContext("/inside.yaml", exchange -> redirect(exchange, "file:///etc/passwd"));
    server.createContext(
        "/metadata.yaml", exchange -> redirect(exchange, "http://169.254.169.254/latest"));
    server.createContext("/slow.yaml", this::neverEnd);
    server.setExecutor(command -> new Thread(command).start());
    server.start();
    files = files(true);
  }

  @AfterEach
  void stop() {
    end.countDown();
    server.stop(0);
  }

  private static RemoteFiles files(boolean allowPrivate) {
    return new RemoteFiles(
        new AddressGuard(allowPrivate, "the.setting"),
        MAX_BYTES,
        Clock.systemUTC(),
        Duration.ofSeconds(2));
  }

  private void answer(HttpExchange exchange, int status, String body) throws IOException {
    requests.incrementAndGet();
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private void redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().add("Location", to);
    answer(exchange, 302, "");
  }

  private void neverEnd(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    exchange.getResponseBody().write('a');
    exchange.getResponseBody().flush();
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }

  private String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  private String get(String path) throws RenderException {
    return new String(files.get(url(path), Instant.now()), StandardCharsets.UTF_8);
  }

  @Test
  void aFileIsReadAlsoWhereItMovedTo() throws RenderException {
    assertThat(get("/good.yaml")).isEqualTo("kind: List\n");
    assertThat(get("/moved.yaml")).isEqualTo("kind: List\n");
  }

  @Test
  void anAnswerIsSharedByAllWhoAskedBefore() throws RenderException {
    Instant before = Instant.now();

    files.get(url("/good.yaml"), before);
    files.get(url("/good.yaml"), before);
    assertThat(requests).hasValue(1);

    get("/good.yaml");
    assertThat(requests).hasValue(2);
  }

  @Test
  void whatIsTooLargeSlowOrAbsentIsSaid() {
    assertThatThrownBy(() -> get("/large.yaml")).hasMessageContaining("more than 1000 bytes");
    assertThatThrownBy(() -> get("/absent.yaml")).hasMessageContaining("answered 404");
    assertThatThrownBy(() -> get("/slow.yaml")).hasMessageContaining("2 s");
  }

  @Test
  void aRedirectLeadsNowhereElse() {
    assertThatThrownBy(() -> get("/circle.yaml")).hasMessageContaining("redirects more than 5");
    assertThatThrownBy(() -> get("/inside.yaml")).hasMessageContaining("expected http(s)");
    assertThatThrownBy(() -> get("/metadata.yaml")).hasMessageContaining("metadata service");
  }

  @Test
  void privateAddressesAreRefusedUnlessAllowed() {
    files = files(false);

    assertThatThrownBy(() -> get("/good.yaml")).hasMessageContaining("the.setting is off");
    assertThat(requests).hasValue(0);
  }
}
