package dev.plumbline.cli.up;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits until the services say that they are ready. */
final class Readiness {

  private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);
  private static final Duration ASK_EVERY = Duration.ofMillis(100);

  private Readiness() {}

  /** Runs an action, on a thread of its own, once the health page says ready. */
  static void whenReady(URI http, Runnable action) {
    Thread thread =
        new Thread(
            () -> {
              if (await(http)) {
                action.run();
              }
            },
            "plumbline-readiness");
    thread.setDaemon(true);
    thread.start();
  }

  private static boolean await(URI http) {
    HttpClient client = HttpClient.newHttpClient();
    HttpRequest ask =
        HttpRequest.newBuilder(http.resolve("/q/health/ready"))
            .timeout(Duration.ofSeconds(5))
            .build();
    try {
      while (!ready(client, ask)) {
        Thread.sleep(ASK_EVERY.toMillis());
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean ready(HttpClient client, HttpRequest ask) throws InterruptedException {
    try {
      return client.send(ask, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      LOG.debug("The services do not answer yet cause={}", e.toString());
      return false;
    }
  }
}
