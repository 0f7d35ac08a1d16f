package dev.plumbline.sops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysTest {

  private static final String ONE =
      "age1wtz8y9lsulg9utjymp9mz07fljv8wy9duthx6duyjfju66jyk4hsahcge6";
  private static final String TWO =
      "age15vflkexg34jt3z4638zr5rhe3jt5w7wrnu2uap0gzy76dqszue8qm0srqx";

  private final OfficialFile forBoth = OfficialFile.named("yaml-secret");
  private final OfficialFile forOne = OfficialFile.named("yaml-types");

  @Test
  void knowsForWhomAKeyIs() throws SopsException {
    assertThat(OfficialFile.key("one").and(OfficialFile.key("two")).recipients())
        .containsExactly(ONE, TWO);
    assertThat(OfficialFile.key("one")).hasToString("keys of [" + ONE + "]");
  }

  @Test
  void decryptsWithAnyKeyOfAnyRecipient() throws SopsException {
    AgeKeys both = OfficialFile.key("two").and(OfficialFile.key("one"));
    assertThat(decrypt(forOne.text(), both)).isNotEmpty();
    assertThat(decrypt(forBoth.text(), OfficialFile.key("two")))
        .isEqualTo(decrypt(forBoth.text(), OfficialFile.key("one")));
  }

  @Test
  void readsTheEntriesOfASecret() throws Exception {
    byte[] one = Files.readAllBytes(OfficialFile.folder("keys").resolve("one.txt"));
    byte[] two = Files.readAllBytes(OfficialFile.folder("keys").resolve("two.txt"));
    Map<String, byte[]> data =
        Map.of("prod.agekey", one, "keys.txt", two, "other", utf8("AGE-SECRET-KEY-1…"));
    assertThat(AgeKeys.ofSecret(data, "Secret sops").recipients())
        .containsExactlyInAnyOrder(ONE, TWO);
  }

  @Test
  void namesWhatASecretHasInstead() {
    assertThatThrownBy(
            () -> AgeKeys.ofSecret(Map.of("identity.asc", utf8("x")), "Secret apps/sops"))
        .hasMessage(
            "Secret apps/sops has no age identity: put what age-keygen writes into an entry such"
                + " as age.agekey (PGP keys and credentials of key services are not supported)");
  }

  @Test
  void saysForWhomAFileIsWhenNoKeyFits() {
    assertThatThrownBy(() -> decrypt(forOne.text(), OfficialFile.key("two")))
        .hasMessage(
            "encrypted.yaml: none of the keys fits; it is encrypted for "
                + ONE
                + ", and the keys given are those of "
                + TWO);
    assertThatThrownBy(() -> decrypt(forBoth.text(), AgeKeys.NONE))
        .hasMessage(
            "encrypted.yaml: there is no age identity to decrypt it with; it is encrypted for "
                + ONE
                + ", "
                + TWO);
  }

  @ParameterizedTest
  @CsvSource({
    "AGE-SECRET-KEY-PQ-1ABC, a post-quantum age identity is not supported",
    "AGE-PLUGIN-YUBIKEY-1ABC, an identity of an age plugin is not supported",
    "-----BEGIN AGE ENCRYPTED FILE-----, an identity that is protected by a passphrase",
    "-----BEGIN OPENSSH PRIVATE KEY-----, an SSH key is not supported",
    "-----BEGIN PGP PRIVATE KEY BLOCK-----, a PGP key is not supported",
    "age1wtz8y9lsulg9utjymp9mz07fljv8wy9duthx6duyjfju66jyk4hsahcge6, this is a recipient",
    "hello, expected an age identity",
    "AGE-SECRET-KEY-1QQQQ, the age identity is damaged",
  })
  void refusesOtherKindsOfKeysByNameAndLine(String line, String expected) {
    assertThatThrownBy(() -> AgeKeys.parse("# comment\n\n" + line + "\n", "Secret sops"))
        .isInstanceOf(SopsException.class)
        .hasMessageStartingWith("Secret sops, line 3: ")
        .hasMessageContaining(expected)
        .hasMessageNotContaining("ABC");
  }

  @ParameterizedTest
  @CsvSource({
    "pgp, PGP",
    "kms, AWS KMS",
    "gcp_kms, GCP KMS",
    "azure_kv, Azure Key Vault",
    "hc_vault, HashiCorp Vault",
    "hckms, Huawei Cloud KMS",
  })
  void refusesOtherKindsOfRecipientsByName(String field, String name) {
    String changed = forOne.text().replace("\n    age:\n", "\n    " + field + ":\n");
    assertThatThrownBy(() -> decrypt(changed, OfficialFile.key("one")))
        .hasMessageStartingWith("encrypted.yaml: it is encrypted for " + name + " only");
  }

  @Test
  void usesAgeWhereAFileIsForOthersToo() throws SopsException {
    String changed =
        forOne.text().replace("\n    age:\n", "\n    pgp: [{fp: A, enc: B}]\n    age:\n");
    assertThat(decrypt(changed, OfficialFile.key("one")))
        .isEqualTo(decrypt(forOne.text(), OfficialFile.key("one")));
  }

  @Test
  void readsTheOneKeyGroup() throws SopsException {
    assertThat(decrypt(grouped(""), OfficialFile.key("one")))
        .isEqualTo(decrypt(forOne.text(), OfficialFile.key("one")));
  }

  @Test
  void refusesSharedDataKeys() {
    String changed = grouped("        - age: [{recipient: age1x, enc: y}]\n");
    assertThatThrownBy(() -> decrypt(changed, OfficialFile.key("one")))
        .hasMessageContaining("2 key groups (Shamir), which is not supported");
  }

  @Test
  void namesRecipientsThatAreNotSupported() {
    String changed = forOne.text().replace("recipient: " + ONE, "recipient: age1pq1xyz");
    assertThatThrownBy(() -> decrypt(changed, OfficialFile.key("two")))
        .hasMessageContaining("a post-quantum recipient (not supported)");
    String ssh = forOne.text().replace("recipient: " + ONE, "recipient: ssh-ed25519 AAAA");
    assertThatThrownBy(() -> decrypt(ssh, OfficialFile.key("two")))
        .hasMessageContaining("it is encrypted for an SSH key (not supported)");
  }

  /** The list of recipients below a group, as files with several groups have it. */
  private String grouped(String more) {
    String text = forOne.text();
    int start = text.indexOf("\n    age:\n") + 1;
    int end = text.indexOf("    lastmodified:", start);
    String items = text.substring(start + "    age:\n".length(), end).indent(6);
    return text.substring(0, start)
        + "    key_groups:\n        - age:\n"
        + items
        + more
        + text.substring(end);
  }

  private static String decrypt(String text, AgeKeys keys) throws SopsException {
    return new String(
        Sops.decrypt(utf8(text), "encrypted.yaml", keys).bytes(), StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
