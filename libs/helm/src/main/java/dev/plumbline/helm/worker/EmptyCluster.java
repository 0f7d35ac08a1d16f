package dev.plumbline.helm.worker;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Kubernetes API where nothing is. The library asks a cluster for what a template looks up, and
 * fails without one; here each object is not found, which gives the template the empty mapping that
 * {@code helm template} gives it.
 */
final class EmptyCluster {

  /**
   * What a version serves. Since nothing is served, an object is asked for as {@code /api/NAME}.
   */
  private static final Pattern DISCOVERY = Pattern.compile("/(?:api/v[0-9]+|apis/[^/]+/[^/]+)");

  private static final String NOT_FOUND =
      """
      {"kind":"Status","apiVersion":"v1","status":"Failure","reason":"NotFound","code":404,\
      "message":"nothing is here"}""";

  private EmptyCluster() {}

  /** Starts it on a free port of the loopback, and writes where it is. */
  static void start(Path kubeconfig) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", EmptyCluster::answer);
    server.start();
    Files.createDirectories(kubeconfig.getParent());
    Files.writeString(
        kubeconfig,
        """
        apiVersion: v1
        kind: Config
        current-context: empty
        clusters: [{name: empty, cluster: {server: "http://127.0.0.1:%d"}}]
        contexts: [{name: empty, context: {cluster: empty, user: nobody}}]
        users: [{name: nobody, user: {}}]
        """
            .formatted(server.getAddress().getPort()));
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      Matcher discovery = DISCOVERY.matcher(path);
      boolean found = discovery.matches() && exchange.getRequestMethod().equals("GET");
      String body = found ? nothingServed(path) : NOT_FOUND;
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(found ? 200 : 404, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static String nothingServed(String path) {
    String version = path.substring(path.indexOf('/', 1) + 1).replaceAll("[^A-Za-z0-9./-]", "");
    return "{\"kind\":\"APIResourceList\",\"apiVersion\":\"v1\",\"groupVersion\":\"%s\",\"resources\":[]}"
        .formatted(version);
  }
}
