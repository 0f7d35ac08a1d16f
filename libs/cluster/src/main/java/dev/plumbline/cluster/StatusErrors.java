package dev.plumbline.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.cluster.ClusterException.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns an API server's refusal ({@code kind: Status}) into a {@link ClusterException}. */
final class StatusErrors {

  private static final int MAX_MESSAGE = 2_000;
  private static final long MAX_RETRY_AFTER_SECONDS = 600;

  /**
   * Server-side apply answers 500 where the manifest does not fit the schema: no use in retrying.
   */
  private static final Pattern SCHEMA_MISFIT =
      Pattern.compile(
          "failed to create typed|field not declared in schema|duplicate entries for key|"
              + "strict decoding error|unknown field|expected (map|list|string|numeric|boolean)|"
              + "unable to convert|cannot convert");

  /** A field path as those answers write it, such as {@code .spec.replicas}. */
  private static final Pattern FIELD_PATH =
      Pattern.compile("(?<![\\w.])(\\.[A-Za-z][\\w.\\[\\]-]*)(?=:)");

  /** Who may not do what with which kind: says nothing of any object. */
  private static final Pattern DENIAL =
      Pattern.compile(
          "User \"[\\w.:@/-]{1,253}\" cannot [a-z]{1,20} resource \"[a-z./]{1,80}\""
              + "( in API group \"[a-z0-9.-]{0,253}\")?");

  /** An admission webhook or policy says no, whatever status it chose for that. */
  private static final Pattern DENIED =
      Pattern.compile(
          "admission webhook \"[\\w.:/-]{1,253}\" denied the request"
              + "|ValidatingAdmissionPolicy '[\\w.-]{1,253}' with binding '[\\w.-]{1,253}'"
              + " denied request");

  private static final Pattern QUOTA = Pattern.compile("exceeded quota: [\\w.-]{1,253}");

  private static final Pattern ADMISSION_DOWN =
      Pattern.compile("failed calling webhook \"[\\w.:/-]{1,253}\"");

  private static final Pattern CONVERSION =
      Pattern.compile("conversion webhook for [\\w./-]{1,253}, Kind=\\w{1,253} failed");

  private static final Pattern TOO_LARGE =
      Pattern.compile("request is too large|trying to send message larger than max");

  /** How kinds say that a field stays as it was when the object was made. */
  private static final Pattern IMMUTABLE =
      Pattern.compile(
          "immutable|may not change|may not be changed|cannot be (changed|updated|modified)|cannot"
              + " change |updates to .{0,500} are forbidden|updates may not change");

  /**
   * What of a refusal is told though the object is a Secret: who refused, nothing of the object.
   */
  private static final List<Pattern> HARMLESS =
      List.of(DENIAL, DENIED, QUOTA, ADMISSION_DOWN, CONVERSION);

  private StatusErrors() {}

  /**
   * The exception for an answer.
   *
   * @param subject what was asked for, for a person, such as {@code Deployment shop/web}
   * @param secret whether the object is a Secret: then the server's wording is not passed on
   */
  static ClusterException of(Answer answer, String subject, boolean secret) {
    return of(answer.code(), answer.json(), answer.retryAfter(), subject, secret, answer.body());
  }

  /** The exception for a {@code Status} that came inside a watch. */
  static ClusterException ofStatus(JsonNode status, String subject, boolean secret) {
    return of(status.path("code").asInt(500), status, null, subject, secret, new byte[0]);
  }

  private static ClusterException of(
      int code,
      JsonNode status,
      @Nullable String retryAfterHeader,
      String subject,
      boolean secret,
      byte[] raw) {
    String serverReason = status.path("reason").asText("");
    String serverMessage = message(status, raw);
    Reason reason =
        fromAnotherHistory(status) ? Reason.EXPIRED : reason(code, status, serverMessage);
    String text = secret ? discreet(status, serverReason, serverMessage) : serverMessage;
    String told = subject + ": " + (text.isEmpty() ? "HTTP " + code : text);
    return new ClusterException(
        reason,
        code,
        told.length() > MAX_MESSAGE ? told.substring(0, MAX_MESSAGE) + " …" : told,
        retriable(reason, status),
        serverReason,
        retryAfter(status, retryAfterHeader),
        fields(status),
        null);
  }

  /**
   * Whether the server has never been at the resourceVersion that was asked for. It says 504, as if
   * it were to come: but it was at hand once, so the server's store was put back or made anew.
   */
  private static boolean fromAnotherHistory(JsonNode status) {
    for (JsonNode cause : status.path("details").path("causes")) {
      if (cause.path("reason").asText().equals("ResourceVersionTooLarge")) {
        return true;
      }
    }
    return false;
  }

  private static Reason reason(int code, JsonNode status, String message) {
    if (status.path("reason").asText().equals("Expired") || code == 410) {
      return Reason.EXPIRED;
    }
    if (denied(status)) {
      return Reason.DENIED;
    }
    return switch (code) {
      case 400, 422 -> refusal(status);
      case 401 -> Reason.UNAUTHORIZED;
      case 403 -> QUOTA.matcher(message).find() ? Reason.QUOTA_EXCEEDED : Reason.FORBIDDEN;
      case 404 -> Reason.NOT_FOUND;
      case 405, 406, 415 -> Reason.UNSUPPORTED;
      case 409 -> Reason.CONFLICT;
      case 413 -> Reason.TOO_LARGE;
      case 429 -> Reason.TOO_MANY_REQUESTS;
      case 504 -> Reason.TIMEOUT;
      default -> code >= 500 ? failure(message) : Reason.INVALID;
    };
  }

  /** Whether an admission webhook or policy refused. */
  static boolean denied(JsonNode status) {
    return DENIED.matcher(status.path("message").asText("")).find();
  }

  /** Why a server says that it failed. */
  private static Reason failure(String message) {
    if (ADMISSION_DOWN.matcher(message).find()) {
      return Reason.ADMISSION_UNAVAILABLE;
    }
    if (CONVERSION.matcher(message).find()) {
      return Reason.CONVERSION_FAILED;
    }
    if (TOO_LARGE.matcher(message).find()) {
      return Reason.TOO_LARGE;
    }
    return SCHEMA_MISFIT.matcher(message).find() ? Reason.INVALID : Reason.SERVER_ERROR;
  }

  /** What is wrong with the object: of several faults the one that making it anew does not cure. */
  private static Reason refusal(JsonNode status) {
    boolean immutable = false;
    boolean large = false;
    boolean other = false;
    for (JsonNode cause : status.path("details").path("causes")) {
      String field = cause.path("field").asText("");
      String said = cause.path("message").asText("");
      if (field.matches("(\\[])?|metadata\\.annotations|data|binaryData")
          && said.startsWith("Too long")) {
        large = true;
      } else if (!field.startsWith("metadata") && IMMUTABLE.matcher(complaint(said)).find()) {
        immutable = true;
      } else {
        other = true;
      }
    }
    if (large) {
      return Reason.TOO_LARGE;
    }
    return immutable && !other ? Reason.IMMUTABLE : Reason.INVALID;
  }

  /** Without the value, which may read like anything. */
  private static String complaint(String said) {
    return said.startsWith("Invalid value: ") ? said.substring(said.lastIndexOf(": ")) : said;
  }

  private static List<String> fields(JsonNode status) {
    Set<String> fields = new LinkedHashSet<>();
    for (JsonNode cause : status.path("details").path("causes")) {
      String field = cause.path("field").asText("");
      if (!field.isEmpty()) {
        fields.add(field);
      }
    }
    return List.copyOf(fields);
  }

  private static boolean retriable(Reason reason, JsonNode status) {
    if (reason == Reason.FORBIDDEN) {
      for (JsonNode cause : status.path("details").path("causes")) {
        if (cause.path("reason").asText().equals("NamespaceTerminating")) {
          return true;
        }
      }
    }
    return new ClusterException(reason, 0, "").retriable();
  }

  private static String message(JsonNode status, byte[] raw) {
    String message = status.path("message").asText("");
    if (message.isEmpty() && status.isMissingNode()) {
      int length = Math.min(raw.length, 300);
      return new String(raw, 0, length, StandardCharsets.UTF_8).strip();
    }
    return message;
  }

  /** Reason and field paths only: messages about a Secret may quote its values. */
  private static String discreet(JsonNode status, String serverReason, String serverMessage) {
    StringJoiner fields = new StringJoiner(", ");
    for (JsonNode cause : status.path("details").path("causes")) {
      String field = cause.path("field").asText("");
      if (!field.isEmpty()) {
        fields.add(field + " (" + cause.path("reason").asText("refused") + ")");
      }
    }
    for (Pattern harmless : HARMLESS) {
      Matcher told = harmless.matcher(serverMessage);
      if (told.find()) {
        return serverReason + ": " + told.group();
      }
    }
    if (fields.length() == 0) {
      Matcher path = FIELD_PATH.matcher(serverMessage);
      if (path.find()) {
        fields.add(path.group(1));
      }
    }
    String reason = serverReason.isEmpty() ? "refused" : serverReason;
    return fields.length() == 0 ? reason : reason + ": " + fields;
  }

  /** How long the server asks to be left alone; null when it does not. */
  static @Nullable Duration retryAfter(JsonNode status, @Nullable String header) {
    long seconds = status.path("details").path("retryAfterSeconds").asLong(0);
    if (header != null && header.matches("\\d{1,9}")) {
      seconds = Math.max(seconds, Long.parseLong(header));
    }
    return seconds <= 0 ? null : Duration.ofSeconds(Math.min(seconds, MAX_RETRY_AFTER_SECONDS));
  }
}
