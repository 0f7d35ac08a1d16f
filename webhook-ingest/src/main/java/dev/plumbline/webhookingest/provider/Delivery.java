package dev.plumbline.webhookingest.provider;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One webhook call as it came in.
 *
 * @param headers header values by name, whatever the name's case
 * @param body the raw bytes, which is what providers sign
 * @param receivedAt when it came in
 */
public record Delivery(Map<String, List<String>> headers, byte[] body, Instant receivedAt) {

  public Delivery {
    Map<String, List<String>> copy = new TreeMap<>();
    headers.forEach((name, values) -> copy.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
    headers = Map.copyOf(copy);
  }

  /**
   * The value of a header; empty when it is absent, blank, or there more than once: which of
   * several signatures counts must not be a matter of taste.
   */
  public Optional<String> header(String name) {
    List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
    return values.size() == 1
        ? Optional.of(values.get(0).strip()).filter(value -> !value.isEmpty())
        : Optional.empty();
  }

  /** The size of the body, and no header or content: those hold secrets. */
  @Override
  public String toString() {
    return "Delivery[" + body.length + " bytes]";
  }
}
