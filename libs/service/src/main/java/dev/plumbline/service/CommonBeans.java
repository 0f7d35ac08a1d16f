package dev.plumbline.service;

import dev.plumbline.contracts.secrets.KeyRing;
import dev.plumbline.contracts.secrets.SecretCipher;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.random.RandomGenerator;

/** What services are given rather than reach for. */
@ApplicationScoped
class CommonBeans {

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  RandomGenerator random() {
    return new SecureRandom();
  }

  /** Where the control cluster is; this takes the place of Quarkus' own. */
  @Produces
  @Singleton
  Config kubernetesConfig(PlumblineConfig config) {
    return config
        .kubeconfig()
        .map(file -> Config.fromKubeconfig(config.kubeContext().orElse(null), file.toFile()))
        .orElseGet(() -> Config.autoConfigure(null));
  }

  /** The client of the control cluster; this takes the place of Quarkus' own. */
  @Produces
  @Singleton
  KubernetesClient kubernetes(Config config, KubernetesSerialization serialization) {
    return ServiceClients.builder(config).withKubernetesSerialization(serialization).build();
  }

  void close(@Disposes KubernetesClient kubernetes) {
    kubernetes.close();
  }

  /**
   * The cipher of this installation.
   *
   * @throws IllegalStateException when no key file is configured: nothing starts that would write
   *     Secrets in clear
   */
  @Produces
  @Singleton
  SecretCipher secretCipher(PlumblineConfig config) {
    Path file =
        config
            .encryption()
            .keyFile()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "plumbline.encryption.key-file is not set; it names the file with the keys"
                            + " that seal Secret values"));
    try {
      return new SecretCipher(KeyRing.read(file));
    } catch (IOException e) {
      throw new UncheckedIOException("the key file " + file + " cannot be read", e);
    }
  }
}
