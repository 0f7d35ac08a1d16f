package dev.plumbline.charts;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** What is trusted, and shown, on the way to a server. */
final class Tls {

  private static final char[] NO_PASSWORD = new char[0];
  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");

  private Tls() {}

  /** For the repository's own server. */
  static SSLContext own(ChartAccess access) {
    String ca = access.caCertificates();
    TrustManager[] trusted = null;
    if (access.insecureSkipVerify()) {
      trusted = new TrustManager[] {new TrustAll()};
    } else if (ca != null) {
      trusted = trust(certificates(ca, "ca.crt"));
    }
    return context(keys(access), trusted);
  }

  /** For whichever server it sends us on to: nothing is shown, and the public is trusted too. */
  static SSLContext elsewhere(ChartAccess access) {
    String ca = access.caCertificates();
    if (ca == null) {
      return context(null, null);
    }
    List<Certificate> all = new java.util.ArrayList<>(certificates(ca, "ca.crt"));
    for (TrustManager each : trust(null)) {
      if (each instanceof X509TrustManager usual) {
        all.addAll(List.of(usual.getAcceptedIssuers()));
      }
    }
    return context(null, trust(all));
  }

  private static SSLContext context(
      KeyManager @Nullable [] keys, TrustManager @Nullable [] trusted) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trusted, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("TLS cannot be set up", e);
    }
  }

  private static TrustManager[] trust(@Nullable Collection<? extends Certificate> certificates) {
    try {
      KeyStore store = certificates == null ? null : emptyStore();
      int number = 0;
      for (Certificate each : certificates == null ? List.<Certificate>of() : certificates) {
        emptyIfNull(store).setCertificateEntry("ca" + number++, each);
      }
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      return factory.getTrustManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("Trusted certificates cannot be set up", e);
    }
  }

  private static KeyStore emptyIfNull(@Nullable KeyStore store)
      throws GeneralSecurityException, IOException {
    return store == null ? emptyStore() : store;
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, NO_PASSWORD);
    return store;
  }

  private static KeyManager @Nullable [] keys(ChartAccess access) {
    String certificate = access.clientCertificate();
    String key = access.clientKey();
    if (certificate == null || key == null) {
      return null;
    }
    Collection<? extends Certificate> chain = certificates(certificate, "tls.crt");
    try {
      KeyStore store = emptyStore();
      store.setKeyEntry("client", privateKey(key), NO_PASSWORD, chain.toArray(Certificate[]::new));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, NO_PASSWORD);
      return factory.getKeyManagers();
    } catch (GeneralSecurityException | IOException e) {
      throw refused("the client certificate tls.crt and its key tls.key cannot be used together");
    }
  }

  private static PrivateKey privateKey(String pem) {
    Matcher key = PKCS8.matcher(pem);
    if (key.find()) {
      try {
        byte[] bytes = Base64.getMimeDecoder().decode(key.group(1));
        for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
          try {
            return KeyFactory.getInstance(algorithm)
                .generatePrivate(new PKCS8EncodedKeySpec(bytes));
          } catch (GeneralSecurityException e) {
            continue; // the key is of another algorithm
          }
        }
      } catch (IllegalArgumentException e) {
        // Told below, without the value.
      }
    }
    throw refused("tls.key is not a PKCS #8 key in PEM, which begins with BEGIN PRIVATE KEY");
  }

  private static Collection<? extends Certificate> certificates(String pem, String key) {
    try {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
      if (!found.isEmpty()) {
        return found;
      }
    } catch (GeneralSecurityException e) {
      // Told below.
    }
    throw refused(key + " has no certificate in PEM");
  }

  private static ChartException refused(String why) {
    return new ChartException(
        ChartException.Reason.REFUSED, "The Secret with the credentials is of no use: " + why);
  }

  /** For whom {@code insecureSkipVerify} is said to be right: no name is compared either. */
  private static final class TrustAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
