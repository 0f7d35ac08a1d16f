package dev.plumbline.rendering;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.events.RenderResult.FailureReason;
import dev.plumbline.contracts.resources.Application;
import dev.plumbline.contracts.secrets.SecretCipher;
import dev.plumbline.git.MemoryTree;
import dev.plumbline.testkit.Fixtures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecryptionTest extends FilesToEvaluate {

  private static final Path SAMPLES = Path.of("../sops/src/test/resources");

  private final ObjectNode spec = spec();

  @BeforeEach
  void givenAnEncryptedSecret() throws IOException {
    files.put("app/secret.yaml", sample("cases/yaml-secret/encrypted.yaml"));
    spec.withObject("/decryption/secretRef").put("name", "sops-age");
    key("one.txt");
  }

  private static String sample(String path) throws IOException {
    return Files.readString(SAMPLES.resolve(path));
  }

  private void key(String file) throws IOException {
    known.put(
        RemoteName.secret("sops-age"),
        new RemoteAnswer.Found(
            new MemoryTree(Map.of("age.agekey", sample("keys/" + file).getBytes(UTF_8))), file));
  }

  private Application application(ObjectNode given) {
    return Fixtures.application("ns", "web", given);
  }

  private Outcome evaluate() {
    return evaluate(application(spec), (LastGood) null);
  }

  @Test
  void anEncryptedSecretIsRenderedAndSealed() {
    // when
    Outcome.Changed changed = (Outcome.Changed) evaluate();

    // then
    ObjectNode secret = changed.manifests().get(1).object();
    assertThat(secret.path("kind").asText()).isEqualTo("Secret");
    assertThat(secret.has("sops")).isFalse();
    assertThat(secret.toString()).doesNotContain("ENC[").contains("plumbline-sealed:");
    assertThat(changed.remotes()).containsKey(RemoteName.secret("sops-age"));
  }

  @Test
  void whatWasDecryptedIsSealedWhereverItEndsUp() {
    // given
    files.put(
        "app/kustomization.yaml",
        "resources: [a.yaml]\nconfigMapGenerator:\n- name: c\n  files: [secret.yaml]\n");

    // when
    Outcome.Changed changed = (Outcome.Changed) evaluate();

    // then
    ObjectNode configMap =
        changed.manifests().stream()
            .filter(manifest -> manifest.ref().name().startsWith("c-"))
            .findFirst()
            .orElseThrow()
            .object();
    assertThat(configMap.at("/data/secret.yaml").asText()).startsWith("plumbline-sealed:");
    assertThat(SecretCipher.isSensitive(configMap)).isTrue();
  }

  @Test
  void withoutAKeyTheOwnerIsToldWhatToDo() {
    // given
    spec.remove("decryption");

    // then
    assertThat(failure(evaluate()).message())
        .startsWith("app/secret.yaml:1")
        .contains("encrypted with SOPS", "spec.decryption.secretRef");
  }

  @Test
  void aKeyThatDoesNotFitIsToldWithFileAndRecipientsAndNothingSecret() throws IOException {
    // given
    files.put("app/secret.yaml", sample("cases/yaml-types/encrypted.yaml"));
    key("two.txt");

    // when
    var failure = failure(evaluate());

    // then
    assertThat(failure.reason()).isEqualTo(FailureReason.DecryptionFailed);
    assertThat(failure.message()).startsWith("app/secret.yaml: ").contains("age1");
    assertThat(failure.toString()).doesNotContain("AGE-SECRET-KEY");
  }

  @Test
  void aSecretThatIsNotThereMayComeLater() {
    // given
    known.put(
        RemoteName.secret("sops-age"),
        new RemoteAnswer.Found(new MemoryTree(Map.of()), RemoteAnswer.ABSENT));

    // when
    var failure = failure(evaluate());

    // then
    assertThat(failure.reason()).isEqualTo(FailureReason.CredentialsNotFound);
    assertThat(failure.retriable()).isTrue();
    assertThat(failure.message()).contains("'sops-age'", "age.agekey");
  }

  @Test
  void anotherKeyOrFileIsAnotherRender() throws IOException {
    // given
    Outcome.Changed first = (Outcome.Changed) evaluate();

    // when
    known.replaceAll((name, answer) -> another(answer));

    // then
    assertThat(((Outcome.Changed) evaluate()).renderKey()).isNotEqualTo(first.renderKey());
  }

  private static RemoteAnswer another(RemoteAnswer answer) {
    return new RemoteAnswer.Found(((RemoteAnswer.Found) answer).files(), "rotated");
  }
}
