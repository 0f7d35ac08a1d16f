package dev.plumbline.service.clusters;

import io.fabric8.kubernetes.client.Config;
import java.net.URI;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How to reach a cluster: all of it in here, so that nothing of this process (its files, its
 * environment, its own service account) goes to where a Secret says.
 *
 * @param server in {@linkplain dev.plumbline.contracts.resources.ServerUrl#normal normal} spelling
 * @param authority certificates of the server's authority, PEM in base64; null for the public ones
 * @param insecure believe any server
 * @param certificate for client certificates, PEM in base64
 * @param key of the certificate, PEM in base64
 */
public record ClusterAccess(
    String server,
    @Nullable String authority,
    boolean insecure,
    @Nullable String proxy,
    @Nullable String token,
    @Nullable String username,
    @Nullable String password,
    @Nullable String certificate,
    @Nullable String key) {

  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  /**
   * The same, if all of it can be used together.
   *
   * @throws RefusedSecretException that names the field as {@code fields} does
   */
  ClusterAccess checked(FieldNames fields) throws RefusedSecretException {
    checkServer(fields.server());
    if (insecure && authority != null) {
      throw new RefusedSecretException(
          "%s and %s contradict each other: leave one of them out"
              .formatted(fields.insecure(), fields.authority()));
    }
    checkPem(authority, fields.authority());
    checkPem(certificate, fields.certificate());
    checkPem(key, fields.key());
    if ((certificate == null) != (key == null)) {
      throw new RefusedSecretException(
          "%s and %s belong together: give both or none"
              .formatted(fields.certificate(), fields.key()));
    }
    if (proxy != null && !proxy.matches("(https?|socks5)://[^@/]+/?")) {
      throw new RefusedSecretException(
          fields.proxy() + ": expected http://, https:// or socks5://, a host and a port");
    }
    return this;
  }

  /** What the fields of {@link ClusterAccess} are called where they were read. */
  record FieldNames(
      String server,
      String authority,
      String insecure,
      String proxy,
      String certificate,
      String key) {}

  private void checkServer(String field) throws RefusedSecretException {
    URI uri;
    try {
      uri = URI.create(server);
    } catch (IllegalArgumentException e) {
      throw notUrl(field);
    }
    String scheme = uri.getScheme();
    if (uri.getHost() == null
        || uri.getRawUserInfo() != null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null
        || !("https".equals(scheme) || "http".equals(scheme))) {
      throw notUrl(field);
    }
    if ("http".equals(scheme) && !LOOPBACK.contains(uri.getHost())) {
      throw new RefusedSecretException(
          field + ": expected https://; without TLS everybody on the way reads the credentials");
    }
  }

  private static RefusedSecretException notUrl(String field) {
    return new RefusedSecretException(
        field + ": expected the URL of an API server, such as https://api.example.com:6443");
  }

  private static void checkPem(@Nullable String value, String field) throws RefusedSecretException {
    if (value == null) {
      return;
    }
    try {
      String text =
          new String(
              Base64.getMimeDecoder().decode(value), java.nio.charset.StandardCharsets.US_ASCII);
      if (text.contains("-----BEGIN ")) {
        return;
      }
    } catch (IllegalArgumentException e) {
      // Not base64: told below, as what is no PEM is.
    }
    throw new RefusedSecretException(field + ": expected PEM in base64");
  }

  /** A client's configuration made of this and of nothing else. */
  public Config config() {
    Config config = Config.empty();
    config.setMasterUrl(server);
    config.setTrustCerts(insecure);
    config.setDisableHostnameVerification(insecure);
    config.setCaCertData(authority);
    config.setClientCertData(certificate);
    config.setClientKeyData(key);
    if (key != null) {
      config.setClientKeyAlgo(Config.getKeyAlgorithm(null, key));
    }
    config.setOauthToken(token);
    config.setUsername(username);
    config.setPassword(password);
    if (proxy != null) {
      config.setHttpsProxy(proxy);
      config.setHttpProxy(proxy);
    }
    return config;
  }

  /** Without what is secret. */
  @Override
  public String toString() {
    return "access to " + URI.create(server).getHost();
  }
}
