package dev.plumbline.testkit.harness;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A Git host's side of a webhook: payloads and signatures as the provider makes them. */
public final class WebhookCaller {

  /** Git hosts whose webhooks are spoken. */
  public enum Provider {
    GITHUB("github"),
    GITLAB("gitlab"),
    GENERIC("generic-hmac");

    private final String type;

    Provider(String type) {
      this.type = type;
    }

    /** The {@code spec.provider} of a {@code WebhookSource}. */
    public String type() {
      return type;
    }
  }

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI url;
  private final Provider provider;
  private final String secret;

  /**
   * A caller of one route.
   *
   * @param url the route
   * @param secret what the {@code WebhookSource} names as the secret
   */
  public WebhookCaller(URI url, Provider provider, String secret) {
    this.url = url;
    this.provider = provider;
    this.secret = secret;
  }

  /** The route. */
  public URI url() {
    return url;
  }

  /** Tells of a push as the provider would; gives the HTTP status. */
  public int tell(String repositoryUrl, String ref, String before, String after) {
    byte[] body = pushBody(repositoryUrl, ref, before, after);
    return send(body, signedHeaders(body)).statusCode();
  }

  /** What the provider sends of a push. */
  public byte[] pushBody(String repositoryUrl, String ref, String before, String after) {
    ObjectNode body = Json.mapper().createObjectNode();
    body.put("ref", ref).put("before", before).put("after", after);
    switch (provider) {
      case GITHUB -> {
        body.putObject("repository").put("clone_url", repositoryUrl);
        body.putObject("pusher").put("name", "octo");
      }
      case GITLAB -> {
        body.put("object_kind", "push").put("user_username", "octo");
        body.putObject("project").put("git_http_url", repositoryUrl);
      }
      case GENERIC -> body.put("repository", repositoryUrl).put("pusher", "octo");
    }
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** The headers with which the provider sends a body, signed with the route's secret. */
  public Map<String, String> signedHeaders(byte[] body) {
    String id = UUID.randomUUID().toString();
    Map<String, String> headers = new TreeMap<>();
    headers.put("Content-Type", "application/json");
    switch (provider) {
      case GITHUB -> {
        headers.put("X-GitHub-Event", "push");
        headers.put("X-GitHub-Delivery", id);
        headers.put("X-Hub-Signature-256", "sha256=" + hmac(body, secret));
      }
      case GITLAB -> {
        headers.put("X-Gitlab-Event", "Push Hook");
        headers.put("X-Gitlab-Token", secret);
        headers.put("Idempotency-Key", id);
      }
      case GENERIC -> {
        headers.put("X-Delivery-Id", id);
        headers.put("X-Signature", "sha256=" + hmac(body, secret));
      }
    }
    return headers;
  }

  /** Sends any body with any headers. */
  public HttpResponse<String> send(byte[] body, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(url).POST(HttpRequest.BodyPublishers.ofByteArray(body));
    headers.forEach(request::header);
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** HMAC-SHA256 in hex. */
  public static String hmac(byte[] body, String secret) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
