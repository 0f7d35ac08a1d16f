package dev.plumbline.sops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.plumbline.sops.format.TreeText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Files of every format and rule, made by the official tool. */
class OfficialFilesTest {

  static List<OfficialFile> files() {
    return OfficialFile.all();
  }

  @ParameterizedTest
  @MethodSource("files")
  void decryptsWhatTheOfficialToolEncrypted(OfficialFile file) throws SopsException {
    Decrypted decrypted = Sops.decrypt(file.encrypted(), file.fileName(), OfficialFile.key("one"));
    if (SopsFormat.ofName(file.fileName()) == SopsFormat.YAML) {
      assertThat(TreeText.ofYaml(decrypted.bytes())).isEqualTo(TreeText.ofYaml(file.expected()));
    } else {
      assertThat(decrypted.bytes()).isEqualTo(file.expected());
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void knowsEncryptedFilesFromClearOnes(OfficialFile file) {
    assertThat(Sops.isEncrypted(file.encrypted(), file.fileName())).isTrue();
    assertThat(Sops.isEncrypted(file.expected(), file.fileName())).isFalse();
  }

  @ParameterizedTest
  @MethodSource("files")
  void refusesAFileWithoutTheAuthenticationCode(OfficialFile file) throws SopsException {
    String without =
        file.text().replaceFirst("(\\bsops_mac=|\\bmac\"?\\s*[:=] *\"?)ENC\\[[^]]*]", "$1");
    assertThat(without).isNotEqualTo(file.text());
    assertThat(failure(without, file.fileName())).contains("sops.mac");
  }

  @Test
  void tellsWhatWasEncryptedAndWhere() throws SopsException {
    OfficialFile file = OfficialFile.named("yaml-secret");
    Decrypted decrypted = Sops.decrypt(file.encrypted(), file.fileName(), OfficialFile.key("two"));
    assertThat(decrypted.values())
        .extracting(DecryptedValue::path)
        .containsExactly("stringData.#", "stringData.password", "stringData.config", "data.token");
    assertThat(decrypted.values().get(1).text()).isEqualTo("s3cr3t-πass");
    assertThat(decrypted.toString() + decrypted.values()).doesNotContain("s3cr3t");
  }

  @Test
  void writesManifestsThatReadTheSameEverywhere() throws SopsException {
    OfficialFile file = OfficialFile.named("yaml-secret");
    Decrypted decrypted = Sops.decrypt(file.encrypted(), file.fileName(), OfficialFile.key("one"));
    assertThat(new String(decrypted.bytes(), StandardCharsets.UTF_8))
        .isEqualTo(
            """
            apiVersion: v1
            kind: Secret
            metadata:
                name: web
                labels:
                    app: web
            stringData:
                password: "s3cr3t-πass"
                empty: ""
                config: |
                    [db]
                    url = "postgres://u:p@h/d?x=1"
            data:
                token: aGVsbG8=
            type: Opaque
            """);
  }

  @Test
  void writesAFileInAnotherFormat() throws SopsException {
    OfficialFile file = OfficialFile.named("dotenv-several");
    Decrypted decrypted =
        Sops.decrypt(
            file.encrypted(),
            "data.yaml",
            SopsFormat.DOTENV,
            SopsFormat.YAML,
            OfficialFile.key("one"),
            SopsLimits.DEFAULT);
    assertThat(TreeText.ofYaml(decrypted.bytes()).get(0))
        .contains("DB_PASS=STRING:secret=with=equals", "MULTI_PASS=STRING:line1\nline2");
  }

  private static String failure(String text, String name) throws SopsException {
    try {
      Sops.decrypt(text.getBytes(StandardCharsets.UTF_8), name, OfficialFile.key("one"));
    } catch (SopsException e) {
      return e.reason() + " " + e.getMessage();
    }
    return "no failure";
  }
}
