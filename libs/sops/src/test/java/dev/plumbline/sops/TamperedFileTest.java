package dev.plumbline.sops;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Whoever may write to the repository but has no key must not get anything past it. */
class TamperedFileTest {

  private final OfficialFile secret = OfficialFile.named("yaml-secret");
  private final OfficialFile clear = OfficialFile.named("yaml-unencrypted-regex");

  @Test
  void refusesAChangedValue() throws SopsException {
    assertThat(failure(secret, "(password: ENC\\[AES256_GCM,data:)..", "$1AA"))
        .startsWith("TAMPERED encrypted.yaml: stringData.password was changed, or moved");
  }

  @Test
  void refusesAChangedTag() throws SopsException {
    assertThat(failure(secret, "(password: ENC.*tag:)..", "$1AA"))
        .startsWith("TAMPERED encrypted.yaml: stringData.password");
  }

  @Test
  void refusesAValueMovedToAnotherKey() throws SopsException {
    assertThat(failure(secret, " password:", " pass:"))
        .startsWith("TAMPERED encrypted.yaml: stringData.pass was changed, or moved");
  }

  @Test
  void refusesValuesThatChangedPlaces() throws SopsException {
    OfficialFile list = OfficialFile.named("yaml-encrypted-suffix");
    assertThat(failure(list, "(?s)(        - ENC\\[[^\n]*\n)(        - ENC\\[[^\n]*\n)", "$2$1"))
        .startsWith("TAMPERED encrypted.yaml: its values do not fit its authentication code");
  }

  @Test
  void refusesARemovedValue() throws SopsException {
    assertThat(failure(secret, "    password: [^\n]*\n", ""))
        .contains("do not fit its authentication code");
  }

  @Test
  void refusesAnAddedValue() throws SopsException {
    assertThat(failure(secret, "kind: Secret", "kind: Secret\nmore: true"))
        .contains("do not fit its authentication code");
  }

  @Test
  void refusesAChangedClearValue() throws SopsException {
    assertThat(failure(clear, "name: web", "name: other"))
        .contains("do not fit its authentication code");
  }

  @Test
  void refusesAClearValueWhereAnEncryptedOneMustBe() throws SopsException {
    assertThat(failure(secret, "password: .*", "password: open"))
        .startsWith("TAMPERED encrypted.yaml: stringData.password is not encrypted");
  }

  @Test
  void refusesAValueCutShort() throws SopsException {
    assertThat(failure(secret, "(password: ENC.{20}).*", "$1"))
        .contains("stringData.password is not encrypted, or cut short");
  }

  @Test
  void refusesAnotherRule() throws SopsException {
    assertThat(failure(secret, "encrypted_regex: .*", "encrypted_regex: ^data"))
        .contains("do not fit its authentication code");
  }

  @Test
  void refusesAValueDeclaredAComment() throws SopsException {
    assertThat(failure(secret, "(password: ENC.*type:)str", "$1comment"))
        .contains("stringData.password is not of the type");
  }

  @Test
  void refusesAnItemDeclaredAComment() throws SopsException {
    assertThat(failure(clear, "(- ENC\\[[^]]*type:)str", "$1comment"))
        .contains("do not fit its authentication code");
  }

  @Test
  void refusesAnotherTime() throws SopsException {
    assertThat(failure(secret, "lastmodified: .*", "lastmodified: \"2020-01-01T00:00:00Z\""))
        .contains("sops.mac or sops.lastmodified was changed");
  }

  @Test
  void refusesTheCodeOfAnotherFile() throws SopsException {
    String other = clear.text().replaceFirst("(?s).*\n    mac: ([^\n]*)\n.*", "$1");
    assertThat(failure(secret, "mac: .*", "mac: " + other))
        .contains("sops.mac or sops.lastmodified was changed");
  }

  @Test
  void refusesWhatIsCutOff() throws SopsException {
    assertThat(failure(secret, "(?s)\nsops:.*", "\n"))
        .startsWith("MALFORMED encrypted.yaml: it has no mapping \"sops\"");
    assertThat(failure(secret, "(?s)\n    lastmodified:.*", "\n"))
        .startsWith("MALFORMED encrypted.yaml: sops.lastmodified must be a time");
  }

  @Test
  void refusesTwoRules() throws SopsException {
    assertThat(failure(secret, "\n    mac: ", "\n    encrypted_suffix: x\n    mac: "))
        .contains("both encrypted_suffix and encrypted_regex");
  }

  @Test
  void refusesARuleThatIsNoExpression() throws SopsException {
    assertThat(failure(secret, "encrypted_regex: .*", "encrypted_regex: (s3cr3t"))
        .contains("sops.encrypted_regex is not a regular expression");
  }

  @Test
  void refusesDoubledKeys() throws SopsException {
    assertThat(failure(secret, "kind: Secret", "kind: Secret\nkind: Secret"))
        .contains("line 3: the key 'kind' is there already");
    assertThat(failure(OfficialFile.named("json-types"), "\\{", "{\"sops\": {},"))
        .contains("the key 'sops' is there already");
  }

  @Test
  void refusesMoreAliasesThanValuesAreAllowed() throws SopsException {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      bomb.append("a%d: &a%d [%s]%n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(10)));
    }
    assertThat(failure(secret, text -> bomb + text)).startsWith("TOO_LARGE");
  }

  @Test
  void refusesDeepNesting() throws SopsException {
    String deep = "[".repeat(5_000) + "]".repeat(5_000);
    assertThat(failure(secret, text -> "a: " + deep + "\n" + text)).startsWith("TOO_LARGE");
    OfficialFile json = OfficialFile.named("json-types");
    assertThat(failure(json, text -> "{\"a\":" + deep + "," + text.substring(1)))
        .startsWith("TOO_LARGE");
  }

  @Test
  void refusesMoreBytesThanAllowed() throws SopsException {
    assertThat(failure(secret, text -> text + "#" + "x".repeat(SopsLimits.DEFAULT.maxBytes())))
        .startsWith("TOO_LARGE encrypted.yaml: it has ");
  }

  @Test
  void refusesMoreRecipientsThanAllowed() throws SopsException {
    String many = "        - {recipient: age1x, enc: y}\n".repeat(300);
    assertThat(failure(secret, "    age:\n", "    age:\n" + many))
        .startsWith("TOO_LARGE encrypted.yaml: it has 302 age recipients");
  }

  @Test
  void refusesADamagedDataKey() throws SopsException {
    OfficialFile one = OfficialFile.named("yaml-types");
    assertThat(failure(one, "(BEGIN AGE ENCRYPTED FILE-----\n *).", "$1?"))
        .startsWith("MALFORMED encrypted.yaml: the data key for age1")
        .contains("is damaged");
  }

  @Test
  void refusesAnEnvelopeWithoutContent() throws SopsException {
    assertThat(failure(OfficialFile.named("binary"), "\"data\"", "\"date\""))
        .startsWith("TAMPERED encrypted.bin: date was changed");
  }

  private static String failure(OfficialFile file, String expression, String replacement)
      throws SopsException {
    return failure(file, text -> text.replaceFirst(expression, replacement));
  }

  private static String failure(OfficialFile file, UnaryOperator<String> change)
      throws SopsException {
    String changed = change.apply(file.text());
    assertThat(changed).isNotEqualTo(file.text());
    byte[] bytes = changed.getBytes(StandardCharsets.UTF_8);
    AgeKeys key = OfficialFile.key("one");
    try {
      Sops.decrypt(bytes, file.fileName(), key);
    } catch (SopsException e) {
      assertThat(e.getMessage()).doesNotContain("AGE-SECRET-KEY", "s3cr3t");
      return e.reason() + " " + e.getMessage();
    }
    return "no failure";
  }
}
