package dev.plumbline.git;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP requests of one fetch or ref listing. Credentials go with the first request, which saves
 * a round trip, and only to the scheme, host and port of the repository's URL: never to where a
 * redirect leads.
 */
final class HttpConversation implements HttpConnectionFactory {

  private final String origin;
  private final @Nullable String authorization;
  private final TrustManager @Nullable [] trust;
  private final Deadline deadline;
  private final long maxBytes;
  private long bytes;
  private int status;

  HttpConversation(String url, Credentials credentials, Deadline deadline, long maxBytes) {
    this.origin = origin(URI.create(url));
    this.authorization = authorization(credentials);
    String ca = credentials.caCertificates();
    this.trust = ca == null ? null : trusting(ca);
    this.deadline = deadline;
    this.maxBytes = maxBytes;
  }

  @Override
  public HttpConnection create(URL url) throws IOException {
    return create(url, proxy(url));
  }

  @Override
  public HttpConnection create(URL url, Proxy proxy) throws IOException {
    GuardedHttpConnection connection = new GuardedHttpConnection(url, proxy, this);
    if (authorization != null && isOrigin(url)) {
      connection.setRequestProperty("Authorization", authorization);
    }
    if (trust != null && url.getProtocol().equalsIgnoreCase("https")) {
      try {
        connection.configure(null, trust, null);
      } catch (GeneralSecurityException e) {
        throw new IOException("The certificates of the Secret cannot be used", e);
      }
    }
    return connection;
  }

  Deadline deadline() {
    return deadline;
  }

  /** The last HTTP status, 0 before the first. */
  int status() {
    return status;
  }

  boolean isOverBudget() {
    return bytes > maxBytes;
  }

  void answered(int newStatus) {
    status = newStatus;
  }

  void beforeRead() throws IOException {
    deadline.check();
  }

  void received(int count) throws IOException {
    bytes += count;
    if (isOverBudget()) {
      throw new IOException("The server sent more than " + maxBytes + " bytes");
    }
  }

  private boolean isOrigin(URL url) throws IOException {
    try {
      return origin(url.toURI()).equals(origin);
    } catch (URISyntaxException e) {
      throw new IOException("The server redirected to something that is not a URL", e);
    }
  }

  private static String origin(URI uri) {
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
    return scheme + "://" + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + ":" + port;
  }

  private static Proxy proxy(URL url) throws IOException {
    ProxySelector selector = ProxySelector.getDefault();
    if (selector == null) {
      return Proxy.NO_PROXY;
    }
    try {
      List<Proxy> proxies = selector.select(url.toURI());
      return proxies.isEmpty() ? Proxy.NO_PROXY : proxies.get(0);
    } catch (URISyntaxException e) {
      throw new IOException("Not a URL", e);
    }
  }

  private static @Nullable String authorization(Credentials credentials) {
    if (credentials instanceof Credentials.Bearer bearer) {
      return "Bearer " + bearer.token();
    }
    if (credentials instanceof Credentials.Basic basic) {
      String pair = basic.username() + ":" + basic.password();
      return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
    return null;
  }

  private static TrustManager[] trusting(String pem) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      byte[] bytes = pem.getBytes(StandardCharsets.UTF_8);
      int index = 0;
      for (Certificate certificate :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes))) {
        store.setCertificateEntry("ca-" + index++, certificate);
      }
      if (index == 0) {
        throw unusable();
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw unusable();
    }
  }

  private static GitException unusable() {
    return new GitException(
        GitException.Reason.AUTHENTICATION,
        "The key ca.crt of the Secret holds no certificate in PEM format");
  }
}
