package dev.plumbline.contracts.events;

import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/**
 * A W3C trace context, handed from event to event in the header {@code traceparent}: one trace runs
 * from the push to the last thing that followed from it.
 *
 * @param traceId 32 hex digits
 * @param spanId 16 hex digits
 */
public record TraceParent(String traceId, String spanId) {

  private static final Pattern FORM =
      Pattern.compile("00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}");

  /** A new trace. */
  public static TraceParent root(RandomGenerator random) {
    return new TraceParent(hex(random, 16), hex(random, 8));
  }

  /** Reads a header; empty if it is not of the W3C form. */
  public static Optional<TraceParent> parse(String header) {
    var matcher = FORM.matcher(header);
    return matcher.matches()
        ? Optional.of(new TraceParent(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  /** The next span of the same trace. */
  public TraceParent child(RandomGenerator random) {
    return new TraceParent(traceId, hex(random, 8));
  }

  /** The header's value, always sampled. */
  @Override
  public String toString() {
    return "00-" + traceId + "-" + spanId + "-01";
  }

  private static String hex(RandomGenerator random, int bytes) {
    byte[] value = new byte[bytes];
    random.nextBytes(value);
    return HexFormat.of().formatHex(value);
  }
}
