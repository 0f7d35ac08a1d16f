package dev.plumbline.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * The bare REST API, of the sandbox or of the real server that a JSON kubeconfig with a token
 * names.
 */
final class ApiClient {

  static final String APPLY = "application/apply-patch+yaml";
  static final String MERGE = "application/merge-patch+json";
  static final String STRATEGIC = "application/strategic-merge-patch+json";
  static final String JSON_PATCH = "application/json-patch+json";

  private final URI base;
  private final String token;
  private final HttpClient http;

  record Answer(int code, JsonNode body) {
    String message() {
      return body.path("message").asText();
    }

    /** The fieldsV1 of a manager's entry, or a missing node. */
    JsonNode owned(String manager) {
      for (JsonNode entry : body.at("/metadata/managedFields")) {
        if (entry.path("manager").asText().equals(manager)) {
          return entry.path("fieldsV1");
        }
      }
      return body.path("nobody");
    }
  }

  private ApiClient(URI base, String token, HttpClient http) {
    this.base = base;
    this.token = token;
    this.http = http;
  }

  static ApiClient of(Sandbox sandbox) {
    String yaml = sandbox.kubeconfigYaml();
    String token =
        yaml.lines().filter(l -> l.strip().startsWith("token:")).findFirst().orElseThrow();
    return new ApiClient(
        sandbox.url(), token.substring(token.indexOf(':') + 1).strip(), HttpClient.newHttpClient());
  }

  static ApiClient ofKubeconfig(Path file) throws IOException, GeneralSecurityException {
    JsonNode config = Json.parse(Files.readString(file));
    SSLContext trusting = SSLContext.getInstance("TLS");
    trusting.init(null, new TrustManager[] {new TrustAll()}, null);
    return new ApiClient(
        URI.create(config.at("/clusters/0/cluster/server").asText()),
        config.at("/users/0/user/token").asText(),
        HttpClient.newBuilder().sslContext(trusting).build());
  }

  Answer get(String path) {
    return send("GET", path, "application/json", null);
  }

  Answer get(String path, String accept) {
    return answer(request(path).header("Accept", accept).GET().build());
  }

  Answer post(String path, String body) {
    return send("POST", path, "application/json", body);
  }

  Answer put(String path, JsonNode body) {
    return send("PUT", path, "application/json", Json.text(body));
  }

  Answer patch(String path, String type, String body) {
    return send("PATCH", path, type, body);
  }

  Answer apply(String path, String manager, String body) {
    return patch(path + "?fieldManager=" + manager + "&force=true", APPLY, body);
  }

  Answer delete(String path) {
    return send("DELETE", path, "application/json", null);
  }

  Answer delete(String path, String options) {
    return send("DELETE", path, "application/json", options);
  }

  /** Lines of a watch, until the server ends it. */
  InputStream watch(String path) {
    try {
      return http.send(request(path).GET().build(), HttpResponse.BodyHandlers.ofInputStream())
          .body();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The status code for a request with this Authorization header. */
  int codeWith(String path, String header, String value) {
    HttpRequest request = HttpRequest.newBuilder(base.resolve(path)).header(header, value).build();
    return answer(request).code();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .header("Authorization", "Bearer " + token)
        .header("User-Agent", "test/1.0");
  }

  private Answer send(String method, String path, String type, String body) {
    String text = body == null ? "" : body.replace('\'', '"');
    return answer(
        request(path)
            .header("Content-Type", type)
            .method(method, HttpRequest.BodyPublishers.ofString(text))
            .build());
  }

  private Answer answer(HttpRequest request) {
    try {
      HttpResponse<String> response =
          http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      String text = response.body();
      ObjectNode none = Json.object();
      return new Answer(response.statusCode(), text.startsWith("{") ? Json.parse(text) : none);
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class TrustAll implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
