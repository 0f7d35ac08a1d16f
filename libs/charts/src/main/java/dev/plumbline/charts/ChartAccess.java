package dev.plumbline.charts;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to identify to a repository, and what to trust of it. {@code toString} shows no value.
 *
 * @param username with {@code password}: sent as basic authentication
 * @param bearerToken sent as it is; {@code username} does not count then
 * @param caCertificates PEM certificates to trust instead of the system's
 * @param clientCertificate PEM certificates to show, with {@code clientKey} (PEM, PKCS #8)
 * @param passCredentials send credentials also to another host, where the index says that a chart
 *     is there; never to where a redirect leads
 * @param insecureSkipVerify trust the repository's server whatever certificate it has
 * @param plainHttp ask a registry over HTTP
 */
public record ChartAccess(
    @Nullable String username,
    @Nullable String password,
    @Nullable String bearerToken,
    @Nullable String caCertificates,
    @Nullable String clientCertificate,
    @Nullable String clientKey,
    boolean passCredentials,
    boolean insecureSkipVerify,
    boolean plainHttp) {

  /** Nothing but what everybody may do. */
  public static final ChartAccess NONE =
      new ChartAccess(null, null, null, null, null, null, false, false, false);

  /** Basic authentication. */
  public static ChartAccess basic(String username, String password) {
    return new ChartAccess(username, password, null, null, null, null, false, false, false);
  }

  /**
   * Reads the data of a Secret, decoded, in the key names that Argo CD and Flux use: {@code
   * bearerToken}, else {@code username} and {@code password}, else the entry for the host in {@code
   * .dockerconfigjson}; {@code ca.crt} or {@code caFile}; {@code tls.crt} and {@code tls.key}, or
   * {@code certFile} and {@code keyFile}; and, when {@code true}, {@code passCredentials}, {@code
   * insecureSkipVerify}, {@code plainHttp}. Other keys are ignored, blank values count as absent.
   *
   * @throws IllegalArgumentException when keys are missing; the message names keys, never values
   */
  public static ChartAccess fromSecret(Map<String, String> data, ChartRepositoryUrl url) {
    String token = first(data, "bearerToken");
    String username = first(data, "username");
    String password = first(data, "password");
    String docker = first(data, ".dockerconfigjson");
    if (token == null && username == null && password != null) {
      throw new IllegalArgumentException("The Secret has the key password but no username");
    }
    if (token == null && username == null && docker != null) {
      DockerConfig.Login login = DockerConfig.login(docker, url.authority());
      username = login == null ? null : login.username();
      password = login == null ? null : login.password();
    }
    String certificate = first(data, "tls.crt", "certFile", "tlsClientCertData");
    String key = first(data, "tls.key", "keyFile", "tlsClientCertKey");
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException(
          "The Secret has only one of the keys tls.crt and tls.key: a client certificate needs both");
    }
    return new ChartAccess(
        username,
        password,
        token,
        first(data, "ca.crt", "caFile"),
        certificate,
        key,
        isTrue(data, "passCredentials"),
        isTrue(data, "insecureSkipVerify"),
        isTrue(data, "plainHttp"));
  }

  /** The header that identifies; null when there is nothing to identify with. */
  @Nullable String authorization() {
    return bearerToken != null ? "Bearer " + bearerToken : basicAuthorization();
  }

  /** The header for basic authentication; null without a user. */
  @Nullable String basicAuthorization() {
    if (username == null) {
      return null;
    }
    String pair = username + ":" + (password == null ? "" : password);
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether it identifies at all. */
  boolean identifies() {
    return bearerToken != null || username != null || clientCertificate != null;
  }

  @Override
  public String toString() {
    return identifies() ? "ChartAccess[***]" : "ChartAccess[]";
  }

  private static boolean isTrue(Map<String, String> data, String key) {
    return "true".equals(first(data, key));
  }

  private static @Nullable String first(Map<String, String> data, String... keys) {
    for (String key : keys) {
      String value = data.get(key);
      if (value != null && !value.isBlank()) {
        return value.strip();
      }
    }
    return null;
  }
}
