package dev.plumbline.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for {@code 127.0.0.1} by an authority of its own; both were made for tests alone
 * and are trusted nowhere.
 */
public final class TestTls {

  private static final char[] PASSWORD = "changeit".toCharArray();

  private TestTls() {}

  /** The authority, in PEM. */
  public static String authority() {
    try (InputStream in = resource("ca.crt")) {
      return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a server is set up with; it trusts those who show its own certificate. */
  public static SSLContext server() {
    try {
      KeyStore keys = keys();
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD);
      KeyStore trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, PASSWORD);
      trusted.setCertificateEntry("own", keys.getCertificate(alias(keys)));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw unusable(e);
    }
  }

  /** The server's certificate, for a client to show, in PEM. */
  public static String clientCertificate() {
    try {
      KeyStore keys = keys();
      return pem("CERTIFICATE", keys.getCertificate(alias(keys)).getEncoded());
    } catch (GeneralSecurityException e) {
      throw unusable(e);
    }
  }

  /** The key to {@link #clientCertificate}, in PEM. */
  public static String clientKey() {
    try {
      KeyStore keys = keys();
      return pem("PRIVATE KEY", keys.getKey(alias(keys), PASSWORD).getEncoded());
    } catch (GeneralSecurityException e) {
      throw unusable(e);
    }
  }

  private static KeyStore keys() throws GeneralSecurityException {
    try (InputStream in = resource("server.p12")) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD);
      return keys;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String alias(KeyStore keys) throws GeneralSecurityException {
    return keys.aliases().nextElement();
  }

  private static String pem(String kind, byte[] content) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
    return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
        .formatted(kind, lines.encodeToString(content));
  }

  private static IllegalStateException unusable(GeneralSecurityException e) {
    return new IllegalStateException("the certificate for tests cannot be used", e);
  }

  private static InputStream resource(String name) throws IOException {
    InputStream in = TestTls.class.getResourceAsStream("tls/" + name);
    if (in == null) {
      throw new IOException("there is no resource " + name);
    }
    return in;
  }
}
