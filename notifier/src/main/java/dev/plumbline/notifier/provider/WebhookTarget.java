package dev.plumbline.notifier.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.NotificationState.Message;
import dev.plumbline.notifier.model.Outcome;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A generic webhook: a CloudEvent in structured JSON, signed as Standard Webhooks says. The
 * message's id is both the CloudEvent's and the webhook's, so that a receiver can drop what it has
 * had. Unsigned only to loopback, where nobody else can listen or speak.
 */
final class WebhookTarget implements Target {

  private static final String SOURCE = "/plumbline/notifier";

  private final URI address;
  private final @Nullable StandardWebhooks signature;

  private WebhookTarget(URI address, @Nullable StandardWebhooks signature) {
    this.address = address;
    this.signature = signature;
  }

  static WebhookTarget of(ProviderSettings settings) throws InvalidProviderException {
    URI address = settings.address();
    if (address == null) {
      throw new InvalidProviderException("a webhook needs an address");
    }
    String token = settings.token();
    if (token == null && !isLoopback(address.getHost())) {
      throw new InvalidProviderException(
          "a webhook that is not on loopback must be signed: set secretRef to a Secret whose key"
              + " token is whsec_ and the base64 of 24 to 64 random bytes");
    }
    return new WebhookTarget(address, token == null ? null : StandardWebhooks.of(token));
  }

  private static boolean isLoopback(String host) {
    return host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
  }

  @Override
  public Optional<HttpCall> call(Message message, ApplicationKey application, Instant now) {
    String body = event(message, application).toString();
    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Type", "application/cloudevents+json; charset=utf-8");
    if (signature != null) {
      headers.putAll(signature.headers(message.id(), now, body));
    }
    return Optional.of(new HttpCall(address, headers, body));
  }

  private static ObjectNode event(Message message, ApplicationKey application) {
    ObjectNode event = Json.mapper().createObjectNode();
    event.put("specversion", "1.0");
    event.put("id", message.id());
    event.put("source", SOURCE);
    event.put("type", message.type());
    event.put("subject", application.toString());
    event.put("time", message.createdAt().toString());
    event.put("datacontenttype", "application/json");
    ObjectNode data = event.putObject("data");
    data.put("event", message.event());
    data.put("severity", message.severity());
    data.put("title", message.title());
    data.put("text", message.text());
    if (message.incidentId() != null) {
      data.put("incidentId", message.incidentId());
    }
    ObjectNode facts = data.putObject("facts");
    new TreeMap<>(message.facts()).forEach(facts::put);
    return event;
  }

  @Override
  public Outcome judge(HttpAnswer answer, Instant now) {
    return answer.status() == 410
        ? new Outcome.Refused("answered 410: the receiver is gone for good")
        : Answers.judge(answer, now);
  }
}
