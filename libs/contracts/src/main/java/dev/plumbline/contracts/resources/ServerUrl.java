package dev.plumbline.contracts.resources;

import java.net.URI;
import java.util.Locale;

/** URLs of API servers in one spelling each, so that they can be compared as texts. */
public final class ServerUrl {

  /** What the cluster that Plumbline runs on is called, on every cluster. */
  public static final String OWN = "https://kubernetes.default.svc";

  private static final int HTTPS_PORT = 443;
  private static final int HTTP_PORT = 80;

  private ServerUrl() {}

  /**
   * Scheme and host in lower case, no default port, no slash at the end; what is no URL with a host
   * stays as it is.
   */
  public static String normal(String text) {
    URI uri;
    try {
      uri = URI.create(text.strip());
    } catch (IllegalArgumentException e) {
      return text;
    }
    if (uri.getScheme() == null || uri.getHost() == null || uri.getUserInfo() != null) {
      return text;
    }
    String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
    boolean plain =
        uri.getPort() < 0
            || (scheme.equals("https") && uri.getPort() == HTTPS_PORT)
            || (scheme.equals("http") && uri.getPort() == HTTP_PORT);
    String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return scheme
        + "://"
        + uri.getHost().toLowerCase(Locale.ROOT)
        + (plain ? "" : ":" + uri.getPort())
        + path
        + query;
  }
}
