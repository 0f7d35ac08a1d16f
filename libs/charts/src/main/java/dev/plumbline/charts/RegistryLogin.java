package dev.plumbline.charts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Asks registries, and where one asks to be identified to in turn gets the token that it wants from
 * whom it names.
 */
final class RegistryLogin {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_TOKEN_BYTES = 256 * 1024;
  private static final int MAX_CHALLENGE = 4_096;
  private static final int MOST = 1_000;
  private static final Duration USUAL_LIFE = Duration.ofSeconds(60);
  private static final Duration SPARE = Duration.ofSeconds(10);
  private static final Pattern PARAMETER = Pattern.compile("([A-Za-z]{1,20})=\"([^\"]*)\"");

  /** What a token is for. */
  private record Purpose(String server, String path, ChartAccess access) {}

  private record Token(String header, Instant until) {}

  private final HttpConversation http;
  private final Clock clock;
  private final Map<Purpose, Token> tokens = new LinkedHashMap<>(16, 0.75f, true);

  RegistryLogin(HttpConversation http, Clock clock) {
    this.http = http;
    this.clock = clock;
  }

  /**
   * The answer, once identified if that is asked for.
   *
   * @param repository what the registry calls the chart: a token is for it alone
   */
  HttpAnswer get(HttpQuestion question, String repository) {
    ChartAccess access = question.access();
    Purpose purpose = new Purpose(question.home().toString(), repository, access);
    String header = known(purpose);
    if (header == null && access.bearerToken() != null) {
      header = access.authorization();
    }
    HttpAnswer answer = http.get(question.authorized(header));
    if (answer.status() != 401) {
      return answer;
    }
    Optional<String> challenge = answer.header("WWW-Authenticate");
    answer.close();
    String identified = challenge.map(text -> answered(text, question, purpose)).orElse(null);
    return identified == null ? answer : http.get(question.authorized(identified));
  }

  private @Nullable String known(Purpose purpose) {
    synchronized (tokens) {
      Token token = tokens.get(purpose);
      Instant now = clock.instant();
      boolean valid =
          token != null
              && now.isBefore(token.until())
              && token.until().isBefore(now.plus(Duration.ofHours(2)));
      return token != null && valid ? token.header() : null;
    }
  }

  /** The header that answers the challenge; null when there is none. */
  private @Nullable String answered(String challenge, HttpQuestion question, Purpose purpose) {
    String scheme = challenge.strip().toLowerCase(Locale.ROOT);
    if (scheme.startsWith("basic")) {
      return question.access().basicAuthorization();
    }
    if (!scheme.startsWith("bearer") || challenge.length() > MAX_CHALLENGE) {
      return null;
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    Matcher each = PARAMETER.matcher(challenge);
    while (each.find()) {
      parameters.put(each.group(1).toLowerCase(Locale.ROOT), each.group(2));
    }
    Token token = token(realm(parameters, question), parameters, question, purpose);
    synchronized (tokens) {
      tokens.put(purpose, token);
      if (tokens.size() > MOST) {
        tokens.remove(tokens.keySet().iterator().next());
      }
    }
    return token.header();
  }

  /** Tokens are asked for over TLS, or of the registry itself: credentials go there. */
  private static URI realm(Map<String, String> parameters, HttpQuestion question) {
    String text = parameters.getOrDefault("realm", "");
    URI realm;
    try {
      realm = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw refused(question, text);
    }
    boolean permitted =
        realm.getHost() != null
            && ("https".equalsIgnoreCase(realm.getScheme())
                || HttpConversation.isSameServer(realm, question.home()));
    if (!permitted) {
      throw refused(question, text);
    }
    return realm;
  }

  private static ChartException refused(HttpQuestion question, String realm) {
    return new ChartException(
        ChartException.Reason.REFUSED,
        Shown.address(question.home())
            + ": the registry sends us for a token to "
            + Shown.quoted(realm)
            + ", which is neither https nor the registry itself");
  }

  private Token token(
      URI realm, Map<String, String> parameters, HttpQuestion question, Purpose purpose) {
    String scope = "repository:" + purpose.path() + ":pull";
    String query =
        (realm.getRawQuery() == null ? "" : realm.getRawQuery() + "&")
            + (parameters.containsKey("service")
                ? "service=" + encoded(parameters.get("service")) + "&"
                : "")
            + "scope="
            + encoded(scope);
    String bare = realm.toString().replaceFirst("[?#].*$", "");
    HttpQuestion asked =
        new HttpQuestion(
            URI.create(bare + "?" + query),
            question.home(),
            question.access(),
            question.access().basicAuthorization(),
            MAX_TOKEN_BYTES);
    Instant now = clock.instant();
    try (HttpAnswer answer = http.get(asked)) {
      if (answer.status() != 200) {
        throw answer.failure("a token to read " + purpose.path());
      }
      JsonNode json = JSON.readTree(answer.bytes());
      String value = json.path("token").asText(json.path("access_token").asText(""));
      if (value.isEmpty() || value.chars().anyMatch(Character::isISOControl)) {
        throw new ChartException(
            ChartException.Reason.UNAUTHORIZED, answer.shown() + ": the answer has no token");
      }
      long seconds = json.path("expires_in").asLong(USUAL_LIFE.toSeconds());
      Duration life = Duration.ofSeconds(Math.max(0, Math.min(seconds, 3_600)));
      return new Token("Bearer " + value, now.plus(life).minus(SPARE));
    } catch (IOException e) {
      throw new ChartException(
          ChartException.Reason.UNAUTHORIZED, Shown.address(realm) + ": the answer is not JSON");
    }
  }

  private static String encoded(@Nullable String text) {
    return URLEncoder.encode("" + text, StandardCharsets.UTF_8);
  }
}
