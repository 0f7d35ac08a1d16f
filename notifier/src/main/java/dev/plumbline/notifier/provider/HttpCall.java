package dev.plumbline.notifier.provider;

import java.net.URI;
import java.util.Map;

/**
 * A POST to make.
 *
 * @param headers by name, the content type among them
 */
public record HttpCall(URI uri, Map<String, String> headers, String body) {

  public HttpCall {
    headers = Map.copyOf(headers);
  }

  /** Neither address nor headers: both may hold a secret. */
  @Override
  public String toString() {
    return "HttpCall[bytes=" + body.length() + "]";
  }
}
