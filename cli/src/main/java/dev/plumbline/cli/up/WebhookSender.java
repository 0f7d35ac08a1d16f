package dev.plumbline.cli.up;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.embedded.Push;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a Git host does after a push: tells the webhook, signed, and asks no more. A delivery that
 * fails is left to the poller.
 */
final class WebhookSender {

  private static final Logger LOG = LoggerFactory.getLogger(WebhookSender.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final URI webhook;
  private final String secret;

  WebhookSender(URI webhook, String secret) {
    this.webhook = webhook;
    this.secret = secret;
  }

  void send(Push push) {
    for (Push.RefChange change : push.changes()) {
      ObjectNode body = Json.mapper().createObjectNode();
      body.put("repository", push.url());
      body.put("ref", change.ref());
      body.put("before", change.before());
      body.put("after", change.after());
      byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
      HttpRequest request =
          HttpRequest.newBuilder(webhook)
              .timeout(TIMEOUT)
              .header("Content-Type", "application/json")
              .header("X-Signature", "sha256=" + hmac(bytes))
              .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
              .build();
      var unused =
          http.sendAsync(request, HttpResponse.BodyHandlers.discarding())
              .whenComplete(WebhookSender::report);
    }
  }

  private static void report(@Nullable HttpResponse<Void> answer, @Nullable Throwable failure) {
    if (failure != null) {
      LOG.warn("The sample's webhook was not delivered cause={}", failure.toString());
    } else if (answer != null && answer.statusCode() != 202) {
      LOG.warn("The sample's webhook was not accepted status={}", answer.statusCode());
    }
  }

  private String hmac(byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
