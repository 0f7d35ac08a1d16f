package dev.plumbline.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.cli.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  @TempDir private Path folder;

  @Test
  void oneUpAtATimeUsesIt() throws IOException {
    Path root = folder.resolve("data");
    try (DataDirectory first = DataDirectory.take(root)) {
      assertThatThrownBy(() -> DataDirectory.take(root))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("another ./plumbline up uses " + first.root())
          .hasMessageContaining("--data-dir");
    }
    DataDirectory.take(root).close();
  }

  @Test
  void onlyItsOwnerMayRead() throws IOException {
    Path root = folder.resolve("data");
    try (DataDirectory data = DataDirectory.take(root)) {
      PrivateFiles.token(data.gitToken());

      assertThat(mode(root)).isEqualTo("rwx------");
      assertThat(mode(data.gitToken())).isEqualTo("rw-------");
    }
  }

  @Test
  void aTokenIsMadeOnceAndKept() throws IOException {
    Path file = folder.resolve("token");

    String token = PrivateFiles.token(file);

    assertThat(token).hasSize(64);
    assertThat(PrivateFiles.token(file)).isEqualTo(token);
  }

  @Test
  void portsAreThoseOfTheRunBeforeUnlessTaken() throws IOException {
    try (DataDirectory data = DataDirectory.take(folder.resolve("data"))) {
      Ports first = new Ports(data.ports());
      int port = first.choose("git", null);
      data.rememberPorts(first.chosen());

      assertThat(new Ports(data.ports()).choose("git", null)).isEqualTo(port);
      try (var taken =
          new java.net.ServerSocket(port, 1, java.net.InetAddress.getLoopbackAddress())) {
        assertThat(new Ports(data.ports()).choose("git", null)).isNotEqualTo(taken.getLocalPort());
      }
      assertThat(new Ports(Map.of("git", port)).choose("git", 4711)).isEqualTo(4711);
    }
  }

  @Test
  void endpointsAreReadableByTheirOwnerOnlyAndGoneAfterwards() throws IOException {
    Endpoints endpoints = new Endpoints("g", "k", null, "w", "m", "b");

    endpoints.write(folder);

    assertThat(mode(folder.resolve("endpoints.json"))).isEqualTo("rw-------");
    assertThat(Endpoints.read(folder)).isEqualTo(endpoints);
    Endpoints.remove(folder);
    assertThatThrownBy(() -> Endpoints.read(folder)).hasMessageContaining("nothing is up");
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
