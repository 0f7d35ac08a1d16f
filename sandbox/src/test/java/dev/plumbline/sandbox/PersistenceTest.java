package dev.plumbline.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PersistenceTest {

  private static final byte[] KEY = new byte[32];
  private static final String MAPS = "/api/v1/namespaces/default/configmaps";
  private static final String SECRETS = "/api/v1/namespaces/default/secrets";

  @TempDir Path dir;

  private Sandbox start() {
    return Sandbox.builder().dataDir(dir).encryptionKey(KEY).start();
  }

  private String onDisk() throws IOException {
    try (var files = Files.list(dir)) {
      return files
          .filter(file -> file.toString().endsWith(".jsonl"))
          .map(PersistenceTest::read)
          .collect(Collectors.joining());
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aRestartGoesOnWhereItWas() {
    // given
    JsonNode before;
    String kubeconfig;
    try (Sandbox first = start()) {
      ApiClient api = ApiClient.of(first);
      before = api.post(MAPS, "{'metadata':{'name':'c'},'data':{'a':'1'}}").body();
      api.post(MAPS, "{'metadata':{'name':'gone'}}");
      api.delete(MAPS + "/gone");
      kubeconfig = first.kubeconfigYaml().replaceAll("127.0.0.1:\\d+", "");
    }

    // when
    try (Sandbox second = start()) {
      ApiClient api = ApiClient.of(second);

      // then
      assertThat(api.get(MAPS + "/c").body()).isEqualTo(before);
      assertThat(api.get(MAPS + "/gone").code()).isEqualTo(404);
      assertThat(second.kubeconfigYaml().replaceAll("127.0.0.1:\\d+", "")).isEqualTo(kubeconfig);
      long version =
          api.post(MAPS, "{'metadata':{'name':'d'}}")
              .body()
              .at("/metadata/resourceVersion")
              .asLong();
      assertThat(version).isGreaterThan(before.at("/metadata/resourceVersion").asLong() + 2);
    }
  }

  @Test
  void whatAKillLeavesBehindIsReadButForALineCutShort() throws IOException {
    try (Sandbox first = start()) {
      ApiClient.of(first).post(MAPS, "{'metadata':{'name':'c'}}");
      Path copy = Files.createDirectories(dir.resolve("copy"));
      Files.copy(dir.resolve("journal.jsonl"), copy.resolve("journal.jsonl"));
      Files.writeString(
          copy.resolve("journal.jsonl"), "{\"v\":99,\"r\":\"conf", StandardOpenOption.APPEND);
      try (Sandbox second = Sandbox.builder().dataDir(copy).encryptionKey(KEY).start()) {
        assertThat(ApiClient.of(second).get(MAPS + "/c").code()).isEqualTo(200);
      }
    }
  }

  @Test
  void secretsAreNeverWrittenInClear() throws IOException {
    String clear = "correct-horse";
    try (Sandbox sandbox = start()) {
      ApiClient api = ApiClient.of(sandbox);
      api.post(
          SECRETS,
          "{'metadata':{'name':'s','annotations':{'kubectl.kubernetes.io/last-applied-configuration':'"
              + clear
              + "'}},'stringData':{'p':'"
              + clear
              + "'}}");
      assertThat(onDisk()).contains("\"sealed\"").doesNotContain(clear, "Y29ycmVjdC1ob3JzZQ");
    }
    assertThat(onDisk()).contains("\"sealed\"").doesNotContain(clear, "Y29ycmVjdC1ob3JzZQ");
    try (Sandbox sandbox = start()) {
      assertThat(ApiClient.of(sandbox).get(SECRETS + "/s").body().at("/data/p").asText())
          .isEqualTo("Y29ycmVjdC1ob3JzZQ==");
    }
    byte[] wrong = "x".repeat(32).getBytes(StandardCharsets.US_ASCII);
    assertThatThrownBy(() -> Sandbox.builder().dataDir(dir).encryptionKey(wrong).start())
        .hasMessageContaining("secrets/default/s cannot be decrypted");
  }

  @Test
  void aDataDirectoryNeedsAKeyOfTheRightSize() {
    assertThatThrownBy(() -> Sandbox.builder().dataDir(dir).start())
        .hasMessageContaining("needs an encryption key");
    assertThatThrownBy(() -> Sandbox.builder().dataDir(dir).encryptionKey(new byte[5]).start())
        .hasMessageContaining("32 bytes");
  }

  @Test
  void theKubeconfigIsReadableByItsOwnerAlone() throws IOException {
    Path file = dir.resolve("kubeconfig");
    try (Sandbox sandbox = start()) {
      sandbox.writeKubeconfig(file);
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve("token"))))
        .isEqualTo("rw-------");
  }
}
