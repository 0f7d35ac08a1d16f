package dev.plumbline.kustomize.files;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a remote reference asks for behind its question mark. As in the original, a query that is
 * none asks for nothing, and a value that is none is passed over.
 */
record RemoteQuery(String ref, Duration timeout, boolean submodules) {

  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(27);
  private static final RemoteQuery NONE = new RemoteQuery("", DEFAULT_TIMEOUT, true);
  private static final Pattern SECONDS = Pattern.compile("\\+?[0-9]{1,18}");
  private static final Pattern DURATION =
      Pattern.compile("\\+?(?:(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:ns|us|µs|μs|ms|s|m|h))+");
  private static final Pattern PART = Pattern.compile("([0-9.]+)(ns|us|µs|μs|ms|s|m|h)");
  private static final Map<String, Long> NANOSECONDS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "μs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);
  private static final List<String> YES = List.of("1", "t", "T", "TRUE", "true", "True");
  private static final List<String> NO = List.of("0", "f", "F", "FALSE", "false", "False");

  static RemoteQuery parse(String query) {
    Map<String, String> values = new HashMap<>();
    for (String pair : query.split("&", -1)) {
      int equals = pair.indexOf('=');
      String key = unescaped(equals < 0 ? pair : pair.substring(0, equals));
      String value = unescaped(equals < 0 ? "" : pair.substring(equals + 1));
      if (key == null || value == null || pair.indexOf(';') >= 0) {
        return NONE;
      }
      values.putIfAbsent(key, value);
    }
    String ref = values.getOrDefault("ref", "");
    return new RemoteQuery(
        ref.isEmpty() ? values.getOrDefault("version", "") : ref,
        timeout(values.getOrDefault("timeout", "")),
        !NO.contains(values.getOrDefault("submodules", YES.get(0))));
  }

  /** Without percent signs and pluses; nothing when what follows a percent sign is no number. */
  private static @Nullable String unescaped(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] escaped = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < escaped.length; i++) {
      if (escaped[i] != '%') {
        bytes.write(escaped[i] == '+' ? ' ' : escaped[i]);
        continue;
      }
      int high = i + 2 < escaped.length ? Character.digit(escaped[i + 1], 16) : -1;
      int low = i + 2 < escaped.length ? Character.digit(escaped[i + 2], 16) : -1;
      if (high < 0 || low < 0) {
        return null;
      }
      bytes.write(high * 16 + low);
      i += 2;
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static Duration timeout(String value) {
    Duration timeout = Duration.ZERO;
    try {
      if (SECONDS.matcher(value).matches()) {
        timeout = Duration.ofSeconds(Long.parseLong(value));
      } else if (DURATION.matcher(value).matches()) {
        Matcher part = PART.matcher(value);
        BigDecimal nanoseconds = BigDecimal.ZERO;
        while (part.find()) {
          BigDecimal unit = BigDecimal.valueOf(NANOSECONDS.getOrDefault(part.group(2), 0L));
          nanoseconds = nanoseconds.add(new BigDecimal(part.group(1)).multiply(unit));
        }
        timeout = Duration.ofNanos(nanoseconds.longValue());
      }
    } catch (ArithmeticException e) {
      return DEFAULT_TIMEOUT;
    }
    return timeout.isNegative() || timeout.isZero() ? DEFAULT_TIMEOUT : timeout;
  }
}
