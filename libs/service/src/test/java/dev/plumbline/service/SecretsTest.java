package dev.plumbline.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretsTest extends SandboxTest {
  private final Secrets secrets =
      new Secrets(
          new Clusters(
              clientOf(sandbox.kubeconfigYaml()), TestConfig.of(), new SimpleMeterRegistry()));

  @Test
  void valuesComeDecodedAndAnewEachTime() throws Exception {
    applySecret("git", Map.of(), Map.of("username", "ann", "password", "grün\n"));
    assertThat(secrets.read("default", "git"))
        .contains(Map.of("username", "ann", "password", "grün\n"));

    applySecret("git", Map.of(), Map.of("username", "ann", "password", "rotated"));
    assertThat(secrets.read("default", "git"))
        .contains(Map.of("username", "ann", "password", "rotated"));
  }

  @Test
  void anAbsentSecretIsEmptyAndOneWithoutDataHasNoValues() throws Exception {
    applySecret("bare", Map.of(), Map.of());

    assertThat(secrets.read("default", "absent")).isEmpty();
    assertThat(secrets.read("default", "bare")).contains(Map.of());
  }
}
