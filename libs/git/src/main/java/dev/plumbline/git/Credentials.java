package dev.plumbline.git;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How to identify to a Git server. Credentials of the HTTP kinds may bring the certificate
 * authority of a private server. {@code toString} shows none of the values.
 */
public sealed interface Credentials {

  /** Reads without identifying, over HTTP or from a local repository. */
  static Credentials none() {
    return new None(null);
  }

  /**
   * Reads the data of a Secret, decoded, in the key names that both Argo CD and Flux use: {@code
   * sshPrivateKey} or {@code identity} with {@code known_hosts} and, as its passphrase, {@code
   * password}; else {@code bearerToken}; else {@code username} and {@code password}; with each HTTP
   * kind {@code ca.crt} or {@code caFile} (PEM). Other keys are ignored, blank values count as
   * absent. No known key at all means no credentials.
   *
   * @throws IllegalArgumentException when keys are missing; the message names keys, never values
   */
  static Credentials fromSecret(Map<String, String> data) {
    String privateKey = first(data, "sshPrivateKey", "identity");
    String ca = first(data, "ca.crt", "caFile");
    if (privateKey != null) {
      return new SshKey(privateKey, first(data, "password"), first(data, "known_hosts"));
    }
    String token = first(data, "bearerToken");
    if (token != null) {
      return new Bearer(token.strip(), ca);
    }
    String username = first(data, "username");
    String password = first(data, "password");
    if (password != null && username == null) {
      throw new IllegalArgumentException(
          "The Secret has the key password but no username: add username (for an access token any"
              + " name the server accepts, such as git)");
    }
    if (username != null) {
      return new Basic(username.strip(), password == null ? "" : password.strip(), ca);
    }
    return new None(ca);
  }

  /** Every value that must never appear in a message. */
  List<String> secrets();

  /** PEM certificates to trust instead of the system's; null to trust the system's. */
  default @Nullable String caCertificates() {
    return null;
  }

  /** No identification. */
  record None(@Nullable String caCertificates) implements Credentials {
    @Override
    public List<String> secrets() {
      return List.of();
    }

    @Override
    public String toString() {
      return "None";
    }
  }

  /** User name and password or access token, over HTTP. */
  record Basic(String username, String password, @Nullable String caCertificates)
      implements Credentials {

    public Basic(String username, String password) {
      this(username, password, null);
    }

    @Override
    public List<String> secrets() {
      return password.isEmpty() ? List.of(username) : List.of(password);
    }

    @Override
    public String toString() {
      return "Basic[***]";
    }
  }

  /** A token in the {@code Authorization: Bearer} header, over HTTP. */
  record Bearer(String token, @Nullable String caCertificates) implements Credentials {

    public Bearer(String token) {
      this(token, null);
    }

    @Override
    public List<String> secrets() {
      return List.of(token);
    }

    @Override
    public String toString() {
      return "Bearer[***]";
    }
  }

  /**
   * An SSH key and the host keys to expect.
   *
   * @param privateKeyPem OpenSSH or PEM private key
   * @param passphrase what the key is encrypted with; null when it is not
   * @param knownHosts lines in the format of {@code known_hosts}; a server whose key is not there
   *     is refused, hence null refuses every server
   */
  record SshKey(String privateKeyPem, @Nullable String passphrase, @Nullable String knownHosts)
      implements Credentials {
    @Override
    public List<String> secrets() {
      return passphrase == null ? List.of(privateKeyPem) : List.of(privateKeyPem, passphrase);
    }

    @Override
    public String toString() {
      return "SshKey[***]";
    }
  }

  private static @Nullable String first(Map<String, String> data, String... keys) {
    for (String key : keys) {
      String value = data.get(key);
      if (value != null && !value.isBlank()) {
        return value;
      }
    }
    return null;
  }
}
