package dev.plumbline.notifier.provider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ApplicationKey;
import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.NotificationState.Message;
import dev.plumbline.notifier.model.Outcome;
import dev.plumbline.notifier.model.Text;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Slack: with a channel the Web API's {@code chat.postMessage} and a bot token, otherwise an
 * incoming webhook. Text is sent as plain text, so that names with {@code _} or {@code *} stay as
 * they are and nobody is mentioned.
 */
final class SlackTarget implements Target {

  private static final URI WEB_API = URI.create("https://slack.com/api/chat.postMessage");
  private static final Set<String> PASSING_ERRORS =
      Set.of(
          "ratelimited",
          "rate_limited",
          "internal_error",
          "fatal_error",
          "service_unavailable",
          "request_timeout",
          "team_added_to_org");
  private static final int MAX_HEADER = 150;
  private static final int MAX_SECTION = 3_000;
  private static final int MAX_FIELD = 2_000;
  private static final int MAX_FIELDS = 10;
  private static final int MAX_ERROR = 100;

  private final URI address;
  private final @Nullable String channel;
  private final @Nullable String token;

  private SlackTarget(URI address, @Nullable String channel, @Nullable String token) {
    this.address = address;
    this.channel = channel;
    this.token = token;
  }

  static SlackTarget of(ProviderSettings settings) throws InvalidProviderException {
    URI address = settings.address();
    if (settings.channel() != null) {
      if (settings.token() == null) {
        throw new InvalidProviderException(
            "a Slack channel needs a bot token: set secretRef to a Secret with the key token");
      }
      return new SlackTarget(
          address == null ? WEB_API : address, settings.channel(), settings.token());
    }
    if (address == null) {
      throw new InvalidProviderException(
          "Slack needs a channel and a bot token, or the address of an incoming webhook");
    }
    return new SlackTarget(address, null, null);
  }

  @Override
  public Optional<HttpCall> call(Message message, ApplicationKey application, Instant now) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Content-Type", "application/json; charset=utf-8");
    if (token != null) {
      headers.put("Authorization", "Bearer " + token);
    }
    return Optional.of(new HttpCall(address, headers, body(message).toString()));
  }

  private ObjectNode body(Message message) {
    ObjectNode body = Json.mapper().createObjectNode();
    if (channel != null) {
      body.put("channel", channel);
    }
    String title = headline(message);
    body.put("text", escaped(title, MAX_SECTION));
    ArrayNode blocks = body.putArray("blocks");
    text(blocks.addObject().put("type", "header").putObject("text"), title, MAX_HEADER);
    text(blocks.addObject().put("type", "section").putObject("text"), message.text(), MAX_SECTION);
    if (!message.facts().isEmpty()) {
      ArrayNode fields = blocks.addObject().put("type", "section").putArray("fields");
      new TreeMap<>(message.facts())
          .entrySet().stream()
              .limit(MAX_FIELDS)
              .forEach(
                  fact ->
                      text(fields.addObject(), fact.getKey() + ": " + fact.getValue(), MAX_FIELD));
    }
    return body;
  }

  private static void text(ObjectNode node, String text, int limit) {
    node.put("type", "plain_text").put("text", escaped(text, limit)).put("emoji", false);
  }

  private static String headline(Message message) {
    return switch (message.event()) {
      case "resolved" -> "Resolved: " + message.title();
      case "updated" -> "Changed: " + message.title();
      default -> message.title();
    };
  }

  /** As Slack wants {@code &}, {@code <} and {@code >}, and not cut in the middle of one. */
  static String escaped(String text, int limit) {
    int room = limit;
    String fits = Text.truncate(text, room);
    while (escaped(fits).codePointCount(0, escaped(fits).length()) > limit) {
      room -= Math.max(1, (escaped(fits).length() - limit) / 5);
      fits = Text.truncate(text, room);
    }
    return escaped(fits);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  @Override
  public Outcome judge(HttpAnswer answer, Instant now) {
    Outcome outcome = Answers.judge(answer, now);
    if (channel == null || !(outcome instanceof Outcome.Delivered)) {
      return outcome;
    }
    JsonNode body = Answers.json(answer);
    if (!body.path("ok").isBoolean()) {
      return new Outcome.Later("answered 200 without saying whether it is ok", null);
    }
    if (body.path("ok").asBoolean()) {
      return outcome;
    }
    String error = Text.line(body.path("error").asText("unknown"), MAX_ERROR);
    return PASSING_ERRORS.contains(error)
        ? new Outcome.Later("Slack says " + error, Answers.pause(answer, now))
        : new Outcome.Refused("Slack says " + error);
  }
}
