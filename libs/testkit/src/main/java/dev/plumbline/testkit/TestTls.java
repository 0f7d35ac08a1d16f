package dev.plumbline.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

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

  /** What a server is set up with. */
  public static SSLContext server() {
    try (InputStream in = resource("server.p12")) {
      KeyStore keys = KeyStore.getInstance("PKCS12");
      keys.load(in, PASSWORD);
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the certificate for tests cannot be used", e);
    }
  }

  private static InputStream resource(String name) throws IOException {
    InputStream in = TestTls.class.getResourceAsStream("tls/" + name);
    if (in == null) {
      throw new IOException("there is no resource " + name);
    }
    return in;
  }
}
