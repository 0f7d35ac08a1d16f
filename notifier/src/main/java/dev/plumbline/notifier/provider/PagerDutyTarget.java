package dev.plumbline.notifier.provider;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.NotificationState.Message;
import dev.plumbline.notifier.model.Outcome;
import dev.plumbline.notifier.model.Text;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * PagerDuty's Events API v2. An incident's id is the deduplication key, so a message that arrives
 * twice changes nothing. Mere information pages nobody.
 */
final class PagerDutyTarget implements Target {

  private static final URI EVENTS = URI.create("https://events.pagerduty.com/v2/enqueue");
  private static final int MAX_SUMMARY = 1_024;

  private final URI address;
  private final String routingKey;

  private PagerDutyTarget(URI address, String routingKey) {
    this.address = address;
    this.routingKey = routingKey;
  }

  static PagerDutyTarget of(ProviderSettings settings) throws InvalidProviderException {
    URI address = settings.address();
    String token = settings.token();
    if (token == null) {
      throw new InvalidProviderException(
          "PagerDuty needs a routing key: set secretRef to a Secret with the key token");
    }
    return new PagerDutyTarget(address == null ? EVENTS : address, token);
  }

  @Override
  public Optional<HttpCall> call(Message message, ApplicationKey application, Instant now) {
    if (message.incidentId() == null) {
      return Optional.empty();
    }
    boolean end = message.event().equals("resolved");
    ObjectNode body = Json.mapper().createObjectNode();
    body.put("routing_key", routingKey);
    body.put("event_action", end ? "resolve" : "trigger");
    body.put("dedup_key", message.incidentId());
    if (!end) {
      payload(body.putObject("payload"), message, application);
    }
    return Optional.of(
        new HttpCall(address, Map.of("Content-Type", "application/json"), body.toString()));
  }

  private static void payload(ObjectNode payload, Message message, ApplicationKey application) {
    payload.put("summary", Text.truncate(message.title(), MAX_SUMMARY));
    payload.put("source", application.toString());
    payload.put("severity", message.severity());
    payload.put("timestamp", message.createdAt().toString());
    payload.put("component", application.name());
    payload.put("group", application.namespace());
    payload.put("class", message.type());
    ObjectNode details = payload.putObject("custom_details");
    new TreeMap<>(message.facts()).forEach(details::put);
    details.put("text", message.text());
  }

  @Override
  public Outcome judge(HttpAnswer answer, Instant now) {
    return Answers.judge(answer, now);
  }
}
