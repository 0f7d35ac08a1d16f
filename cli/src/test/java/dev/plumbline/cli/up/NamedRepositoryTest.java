package dev.plumbline.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.cli.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamedRepositoryTest {

  @ParameterizedTest
  @CsvSource({
    "https://ann:s3cret@git.example/a/shop.git, ann, s3cret",
    "HTTPS://ann:s3cret@git.example/a/shop.git, ann, s3cret",
    "https://ann:s3@cret@git.example/a/shop.git, ann, s3@cret",
    "https://ann:s3%2Fcret+@git.example/a/shop.git, ann, s3/cret+",
    "https://s3cret@git.example/a/shop.git, git, s3cret",
  })
  void credentialsInTheUrlAreNowhereElse(String given, String user, String password)
      throws IOException {
    NamedRepository repository = named(given);

    assertThat(repository.url()).isEqualTo("https://git.example/a/shop.git");
    assertThat(repository.name()).isEqualTo("shop");
    assertThat(repository.credentials()).isEqualTo(Map.of("username", user, "password", password));
    assertThat(repository.toString()).doesNotContain("cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://ann:s3/cret@git.example/a/shop.git",
        "https://ann:s3cret%zz@git.example/a/shop.git",
        "ssh://ann:s3cret@git.example/a/shop.git",
        "ftp://ann:s3cret@git.example/a/shop.git",
        "no/such/folder"
      })
  void whatIsNoRepositoryIsToldWithoutCredentials(String given) {
    assertThatThrownBy(() -> named(given))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("--repo: ")
        .hasMessageNotContaining("cret");
  }

  @ParameterizedTest
  @CsvSource({
    "https://git.example/a/shop.git, shop",
    "https://git.example/a/shop, shop",
    "ssh://git@git.example/a/shop.git, shop",
    "file:///srv/git/shop.git, shop",
    "file:///srv/git/Shop_Front.git, shop-front",
    "file:///srv/git/.git, application",
  })
  void anApplicationIsNamedAfterItsRepository(String given, String name) throws IOException {
    assertThat(named(given).name()).isEqualTo(name);
  }

  @Test
  void aFolderIsMeantByItsAbsolutePath(@TempDir Path parent) throws IOException {
    Path folder = Files.createDirectory(parent.resolve("my repo"));

    NamedRepository repository = named(folder.toString());

    assertThat(repository.url()).isEqualTo("file://" + parent + "/my%20repo");
    assertThat(repository.name()).isEqualTo("my-repo");
    assertThat(repository.credentials()).isEmpty();
  }

  @Test
  void anSshKeyComesWithTheHostsThatItMayBeShownTo(@TempDir Path folder) throws IOException {
    Path key = Files.writeString(folder.resolve("key"), "KEY");
    Path hosts = Files.writeString(folder.resolve("hosts"), "HOSTS");

    NamedRepository repository =
        NamedRepository.of(options("git@git.example:a/shop.git", key, hosts));

    assertThat(repository).isNotNull();
    assertThat(repository.url()).isEqualTo("git@git.example:a/shop.git");
    assertThat(repository.credentials())
        .isEqualTo(Map.of("sshPrivateKey", "KEY", "known_hosts", "HOSTS"));
    assertThatThrownBy(
            () -> NamedRepository.of(options("git@git.example:a", folder.resolve("no"), hosts)))
        .hasMessage(folder.resolve("no") + " cannot be read");
  }

  private static NamedRepository named(String repo) throws IOException {
    NamedRepository repository = NamedRepository.of(options(repo, null, null));
    assertThat(repository).isNotNull();
    return repository;
  }

  private static UpOptions options(String repo, Path sshKey, Path knownHosts) {
    return new UpOptions(
        Path.of("data"),
        repo,
        null,
        null,
        null,
        sshKey,
        knownHosts,
        null,
        null,
        null,
        null,
        null,
        null,
        false);
  }
}
