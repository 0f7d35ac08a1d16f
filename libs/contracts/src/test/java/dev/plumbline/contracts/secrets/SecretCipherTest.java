package dev.plumbline.contracts.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretCipherTest {

  private static final String CANARY = "Y2FuYXJ5LXZhbHVl";

  private final SecretCipher cipher = new SecretCipher(KeyRing.of("k1", new byte[32]));

  @Test
  void whatIsSealedHoldsNoValueAndOpensAgain() throws IOException {
    // given
    ObjectNode secret = secret(CANARY);

    // when
    ObjectNode sealed = cipher.seal(secret);

    // then
    assertThat(sealed.toString()).doesNotContain(CANARY).contains("plumbline-sealed:k1:");
    assertThat(cipher.open(sealed)).isEqualTo(secret);
    assertThat(secret.toString()).as("the original stays").contains(CANARY);
  }

  @Test
  void theSameSecretIsSealedTheSameAndAnotherOtherwise() throws IOException {
    assertThat(cipher.seal(secret(CANARY))).isEqualTo(cipher.seal(secret(CANARY)));
    assertThat(cipher.seal(secret(CANARY))).isNotEqualTo(cipher.seal(secret("b3RoZXI=")));
  }

  @Test
  void otherKindsAreLeftAsTheyAre() throws IOException {
    ObjectNode configMap = secret(CANARY).put("kind", "ConfigMap");

    assertThat(cipher.seal(configMap)).isSameAs(configMap);
  }

  @Test
  void textsThatAreCalledSecretAreSealedInOtherKindsToo() throws IOException {
    // given
    ObjectNode ingress =
        (ObjectNode)
            Json.mapper()
                .readTree(
                    """
                    {"apiVersion": "v1", "kind": "Ingress",
                     "metadata": {"name": "shop.example.com", "namespace": "team"},
                     "spec": {"rules": [{"host": "shop.example.com"}, {"host": "open"}], "n": 1}}
                    """);

    // when
    ObjectNode sealed = cipher.seal(ingress, text -> text.contains("example.com"));

    // then
    assertThat(sealed.path("spec").toString()).doesNotContain("example.com").contains("open");
    assertThat(sealed.at("/metadata/name").asText()).as("what names it").contains("example.com");
    assertThat(SecretCipher.isSensitive(sealed)).isTrue();
    assertThat(SecretCipher.isSensitive(ingress)).isFalse();
    assertThat(cipher.open(sealed)).isEqualTo(ingress);
    assertThat(cipher.digest(ingress, true)).isNotEqualTo(cipher.digest(ingress));
  }

  @Test
  void aSealedTextOpensOnlyWhereItWasSealed() throws IOException {
    // given
    ObjectNode object =
        (ObjectNode) Json.mapper().readTree("{\"kind\": \"A\", \"a\": \"canary\", \"b\": \"x\"}");
    ObjectNode sealed = cipher.seal(object, "canary"::equals);

    // when
    sealed.set("b", sealed.get("a"));

    // then
    assertThatThrownBy(() -> cipher.open(sealed))
        .hasMessageContaining("'/b'")
        .hasMessageNotContaining("canary");
  }

  @Test
  void anOldKeyOpensAfterRotationAndTheNewOneSeals(@TempDir Path folder) throws IOException {
    // given
    Path file = folder.resolve("keys");
    String old = Base64.getEncoder().encodeToString(new byte[32]);
    byte[] bytes = new byte[32];
    bytes[0] = 1;
    String fresh = Base64.getEncoder().encodeToString(bytes);
    ObjectNode sealedBefore = cipher.seal(secret(CANARY));

    // when
    Files.writeString(file, "# rotated\nk2:" + fresh + "\nk1:" + old + "\n");
    SecretCipher rotated = new SecretCipher(KeyRing.read(file));

    // then
    assertThat(rotated.open(sealedBefore)).isEqualTo(secret(CANARY));
    assertThat(rotated.seal(secret(CANARY)).toString()).contains("plumbline-sealed:k2:");
    assertThat(rotated.open(rotated.seal(secret(CANARY)))).isEqualTo(secret(CANARY));
  }

  @Test
  void aValueThatWasTamperedWithOrHasNoKeyIsRefusedWithoutShowingIt() throws IOException {
    ObjectNode sealed = cipher.seal(secret(CANARY));
    String text = sealed.path("data").path("password").asText();
    ObjectNode tampered = sealed.deepCopy();
    ((ObjectNode) tampered.get("data"))
        .put("password", text.substring(0, text.length() - 8) + "AAAAAAA=");

    assertThatThrownBy(() -> cipher.open(tampered))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("password")
        .hasMessageNotContaining(CANARY);
    assertThatThrownBy(() -> new SecretCipher(KeyRing.of("k9", new byte[32])).open(sealed))
        .hasMessageContaining("k1");
  }

  @Test
  void digestsOfSecretsTellNothingWithoutTheKey() throws IOException {
    byte[] other = new byte[32];
    other[31] = 1;
    SecretCipher elsewhere = new SecretCipher(KeyRing.of("k1", other));

    assertThat(cipher.digest(secret(CANARY))).isEqualTo(cipher.digest(secret(CANARY)));
    assertThat(cipher.digest(secret(CANARY))).isNotEqualTo(elsewhere.digest(secret(CANARY)));
    assertThat(cipher.digest(secret(CANARY).put("kind", "ConfigMap")))
        .isEqualTo(elsewhere.digest(secret(CANARY).put("kind", "ConfigMap")));
  }

  @Test
  void aKeyFileIsMadeForItsOwnerOnlyAndKept(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("encryption.key");

    KeyRing first = KeyRing.readOrCreate(file);
    ObjectNode sealed = new SecretCipher(first).seal(secret(CANARY));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(new SecretCipher(KeyRing.readOrCreate(file)).open(sealed)).isEqualTo(secret(CANARY));
  }

  @Test
  void aBadKeyFileNamesTheLineAndNoKey(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("keys");
    Files.writeString(file, "\nk1:c2hvcnQ=\n");

    assertThatThrownBy(() -> KeyRing.read(file))
        .hasMessageContaining("line 2")
        .hasMessageContaining("base64 of 32 bytes")
        .hasMessageNotContaining("c2hvcnQ");
  }

  private static ObjectNode secret(String value) throws IOException {
    return (ObjectNode)
        Json.mapper()
            .readTree(
                "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"a\"},"
                    + "\"data\":{\"password\":\""
                    + value
                    + "\"}}");
  }
}
