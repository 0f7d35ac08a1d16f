package dev.plumbline.charts;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a server.
 *
 * @param home the repository's own server, with which TLS is as its access says
 * @param authorization sent to the address's own server alone, never to where it redirects
 * @param maxBytes of the answer, unpacked
 */
record HttpQuestion(
    URI address,
    URI home,
    ChartAccess access,
    @Nullable String authorization,
    Map<String, String> headers,
    long maxBytes) {

  HttpQuestion {
    headers = Map.copyOf(headers);
  }

  HttpQuestion(
      URI address, URI home, ChartAccess access, @Nullable String authorization, long maxBytes) {
    this(address, home, access, authorization, Map.of(), maxBytes);
  }

  HttpQuestion with(String header, @Nullable String value) {
    if (value == null) {
      return this;
    }
    Map<String, String> more = new TreeMap<>(headers);
    more.put(header, value);
    return new HttpQuestion(address, home, access, authorization, more, maxBytes);
  }

  HttpQuestion authorized(@Nullable String by) {
    return new HttpQuestion(address, home, access, by, headers, maxBytes);
  }
}
