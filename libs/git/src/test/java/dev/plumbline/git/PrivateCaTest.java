package dev.plumbline.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The key in {@code tls/server.p12} was made for this test alone and is trusted nowhere. */
class PrivateCaTest {

  private HttpsServer server;

  @BeforeEach
  void start() throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = getClass().getResourceAsStream("/tls/server.p12")) {
      keys.load(in, "changeit".toCharArray());
    }
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, "changeit".toCharArray());
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(tls));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void isTrustedWhenTheSecretBringsIt() throws Exception {
    String ca;
    try (InputStream in = getClass().getResourceAsStream("/tls/ca.crt")) {
      ca = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
    }

    GitException answered = failure(Credentials.fromSecret(Map.of("ca.crt", ca)));

    assertThat(answered.reason()).isEqualTo(GitException.Reason.NOT_FOUND);
  }

  @Test
  void isNotTrustedOtherwise() {
    GitException refused = failure(Credentials.none());

    assertThat(refused.reason()).isEqualTo(GitException.Reason.UNREACHABLE);
    assertThat(refused).hasMessageContaining("add ca.crt to the Secret");
  }

  private GitException failure(Credentials credentials) {
    RepositoryUrl url =
        RepositoryUrl.parse("https://127.0.0.1:" + server.getAddress().getPort() + "/repo");
    return catchThrowableOfType(
        GitException.class, () -> RemoteRefs.list(url, credentials, Duration.ofSeconds(20)));
  }
}
