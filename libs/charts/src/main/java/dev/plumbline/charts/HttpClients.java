package dev.plumbline.charts;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;

/** A client for each way to trust; few, since each has connections and a thread of its own. */
final class HttpClients {

  private static final int MOST = 16;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** Access without what differs between requests of one client. */
  private record Trust(ChartAccess access, boolean elsewhere) {}

  private final Map<Trust, HttpClient> clients = new LinkedHashMap<>(MOST, 0.75f, true);

  /**
   * The client for an access.
   *
   * @param elsewhere for other servers than the repository's own
   */
  synchronized HttpClient of(ChartAccess access, boolean elsewhere) {
    ChartAccess tls =
        new ChartAccess(
            null,
            null,
            null,
            access.caCertificates(),
            elsewhere ? null : access.clientCertificate(),
            elsewhere ? null : access.clientKey(),
            false,
            !elsewhere && access.insecureSkipVerify(),
            false);
    boolean usual = tls.equals(ChartAccess.NONE);
    Trust trust = new Trust(tls, elsewhere && !usual);
    HttpClient known = clients.get(trust);
    if (known != null) {
      return known;
    }
    SSLContext context = trust.elsewhere() ? Tls.elsewhere(tls) : Tls.own(tls);
    HttpClient made =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .sslContext(context)
            .build();
    clients.put(trust, made);
    if (clients.size() > MOST) {
      clients.remove(clients.keySet().iterator().next());
    }
    return made;
  }
}
