package dev.plumbline.charts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.plumbline.testkit.ChartPackage;
import dev.plumbline.testkit.ChartRepositoryServer;
import dev.plumbline.testkit.OciRegistryServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.bouncycastle.bcpg.HashAlgorithmTags;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvenanceTest {

  private static final Signer PUBLISHER = new Signer();
  private static final Signer STRANGER = new Signer();
  private static final ChartPackage WEB = ChartPackage.of("web", "1.0.0");
  private static final String DIGEST = ChartPackage.sha256(WEB.archive());
  private static final String FILE = "web-1.0.0.tgz";

  @TempDir Path directory;

  private static void check(String signed, String keyring) {
    new Provenance("web 1.0.0", keyring)
        .check(signed.getBytes(StandardCharsets.UTF_8), FILE, DIGEST);
  }

  @Test
  void whatOneOfTheKeysSignedIsTaken() {
    String signed = PUBLISHER.sign(FILE, DIGEST);

    assertThatCode(() -> check(signed, STRANGER.publicKey() + PUBLISHER.publicKey()))
        .doesNotThrowAnyException();
    assertThatCode(() -> check(signed.replace("\n", "\r\n"), PUBLISHER.publicKey()))
        .doesNotThrowAnyException();
  }

  @Test
  void anythingElseIsRefusedByName() {
    String keys = PUBLISHER.publicKey();
    String signed = PUBLISHER.sign(FILE, DIGEST);

    assertThatThrownBy(() -> check(STRANGER.sign(FILE, DIGEST), keys))
        .hasMessageContaining(STRANGER.keyId() + ", which is not in the keyring");
    assertThatThrownBy(() -> check(signed.replace("name: web", "name: wep"), keys))
        .hasMessageContaining("signature by the key " + PUBLISHER.keyId() + " is not valid");
    assertThatThrownBy(() -> check(PUBLISHER.sign(FILE, "00".repeat(32)), keys))
        .hasMessageContaining("sha256:" + "00".repeat(32));
    assertThatThrownBy(() -> check(PUBLISHER.sign("web-2.0.0.tgz", DIGEST), keys))
        .hasMessageContaining("expected " + FILE);
    assertThatThrownBy(() -> check(PUBLISHER.sign(FILE, DIGEST, HashAlgorithmTags.SHA1), keys))
        .hasMessageContaining("not safe");
    assertThatThrownBy(() -> check("files:\n  " + FILE + ": sha256:" + DIGEST, keys))
        .hasMessageContaining("not a text signed with OpenPGP");
    assertThatThrownBy(() -> check("evil: true\n" + signed, keys))
        .hasMessageContaining("not a text signed with OpenPGP");
    assertThatThrownBy(() -> check(signed.substring(0, signed.length() / 2), keys))
        .isInstanceOf(ChartException.class);
    assertThatThrownBy(() -> check(signed, "nothing"))
        .hasMessageContaining("no OpenPGP public key");
    assertThatThrownBy(() -> check(signed, keys.substring(0, keys.length() / 2)))
        .isInstanceOf(ChartException.class);
  }

  @Test
  void whatIsAddedOutsideTheSignedTextDoesNotCount() {
    String signed =
        PUBLISHER.sign("other-1.0.0.tgz", DIGEST) + "\nfiles:\n  " + FILE + ": sha256:" + DIGEST;

    assertThatThrownBy(() -> check(signed, PUBLISHER.publicKey()))
        .hasMessageContaining("other files");
  }

  @Test
  void aPolicySaysWhatMustBeSigned() {
    try (ChartRepositoryServer server = ChartRepositoryServer.start().push(WEB)) {
      assertThat(pull(server.url(), ProvenancePolicy.Mode.IF_AVAILABLE)).isNull();
      assertThat(pull(server.url(), ProvenancePolicy.Mode.REQUIRED)).contains("is required");

      server.sign(WEB, PUBLISHER.sign(FILE, DIGEST));
      assertThat(pull(server.url(), ProvenancePolicy.Mode.REQUIRED)).isNull();

      server.sign(WEB, STRANGER.sign(FILE, DIGEST));
      assertThat(pull(server.url(), ProvenancePolicy.Mode.OFF)).isNull();
      assertThat(pull(server.url(), ProvenancePolicy.Mode.IF_AVAILABLE)).contains(STRANGER.keyId());
    }
  }

  @Test
  void aRegistryHasWhatIsSignedBesideTheChart() {
    try (OciRegistryServer registry = OciRegistryServer.start()) {
      registry.push("signed", WEB, PUBLISHER.sign(FILE, DIGEST));
      registry.push("strange", WEB, STRANGER.sign(FILE, DIGEST));
      registry.push("plain", WEB);

      assertThat(pull(registry.url("signed"), ProvenancePolicy.Mode.REQUIRED)).isNull();
      assertThat(pull(registry.url("strange"), ProvenancePolicy.Mode.REQUIRED))
          .contains(STRANGER.keyId());
      assertThat(pull(registry.url("plain"), ProvenancePolicy.Mode.REQUIRED))
          .contains("is required");
    }
  }

  /** The failure's text; null when there is none. */
  private String pull(String url, ProvenancePolicy.Mode mode) {
    ChartRequest request =
        new ChartRequest(
            ChartRepositoryUrl.parse(url),
            "web",
            "1.0.0",
            new ChartAccess(null, null, null, null, null, null, false, false, true),
            new ProvenancePolicy(mode, PUBLISHER.publicKey()));
    ChartException failure =
        catchThrowableOfType(
            ChartException.class, () -> TestCharts.in(directory).get(request, TestCharts.now()));
    return failure == null ? null : failure.getMessage();
  }
}
