package dev.plumbline.notifier.provider;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An answer as it came.
 *
 * @param headers by name, in any case; of several with one name, the first
 * @param body its beginning
 */
public record HttpAnswer(int status, Map<String, String> headers, String body) {

  public HttpAnswer {
    Map<String, String> copy = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    copy.putAll(headers);
    headers = Collections.unmodifiableMap(copy);
  }

  Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }
}
