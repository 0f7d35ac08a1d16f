package dev.plumbline.notifier.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.notifier.model.Outcome;
import dev.plumbline.notifier.model.Text;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an HTTP answer means where a kind of destination has no rule of its own. */
final class Answers {

  private static final Set<Integer> PASSING = Set.of(408, 425, 429);
  private static final int MAX_SAID = 300;
  private static final double MAX_SECONDS = 1e12;

  private Answers() {}

  /** Success is any 2xx; 408, 425, 429 and 5xx pass; anything else does not. */
  static Outcome judge(HttpAnswer answer, Instant now) {
    int status = answer.status();
    if (status >= 200 && status < 300) {
      return new Outcome.Delivered(untilReset(answer, now));
    }
    if (status >= 500 || PASSING.contains(status)) {
      return new Outcome.Later(said(answer), pause(answer, now));
    }
    if (status >= 300 && status < 400) {
      return new Outcome.Refused(
          "the address redirects (" + status + ") and redirects are not followed");
    }
    return new Outcome.Refused(said(answer));
  }

  /** The status and the beginning of what the destination said to it. */
  static String said(HttpAnswer answer) {
    String body = Text.line(answer.body(), MAX_SAID);
    return "answered " + answer.status() + (body.isEmpty() ? "" : ": " + body);
  }

  /** The body as JSON; missing when it is none. */
  static JsonNode json(HttpAnswer answer) {
    try {
      return Json.mapper().readTree(answer.body());
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  /** How long the destination wants to be left alone, by whichever of the usual ways it says so. */
  static @Nullable Duration pause(HttpAnswer answer, Instant now) {
    Duration asked = answer.header("Retry-After").map(v -> delay(v, now)).orElse(null);
    if (asked == null) {
      JsonNode body = json(answer);
      asked = seconds(body.path("retry_after").asText(""));
    }
    return asked == null ? untilReset(answer, now) : asked;
  }

  /** The time to the end of a rate limit's window that is used up; null when none is. */
  private static @Nullable Duration untilReset(HttpAnswer answer, Instant now) {
    if (!answer.header("X-RateLimit-Remaining").map("0"::equals).orElse(false)) {
      return null;
    }
    Duration after = answer.header("X-RateLimit-Reset-After").map(Answers::seconds).orElse(null);
    if (after != null) {
      return after;
    }
    Duration epoch = answer.header("X-RateLimit-Reset").map(Answers::seconds).orElse(null);
    if (epoch == null) {
      return null;
    }
    Duration left = Duration.between(now, Instant.EPOCH.plus(epoch));
    return left.isNegative() ? null : left;
  }

  private static @Nullable Duration delay(String value, Instant now) {
    Duration seconds = seconds(value);
    if (seconds != null) {
      return seconds;
    }
    try {
      Instant date =
          ZonedDateTime.parse(value.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      Duration left = Duration.between(now, date);
      return left.isNegative() ? null : left;
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static @Nullable Duration seconds(String text) {
    try {
      double seconds = Double.parseDouble(text.strip());
      return seconds >= 0 && seconds <= MAX_SECONDS
          ? Duration.ofMillis((long) Math.ceil(seconds * 1_000))
          : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
