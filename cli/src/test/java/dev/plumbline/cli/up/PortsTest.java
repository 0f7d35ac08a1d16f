package dev.plumbline.cli.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.plumbline.cli.UserError;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PortsTest {

  @Test
  void aPortThatWasAskedForAndIsTakenIsToldBeforeAnythingStarts() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();

      assertThatThrownBy(() -> new Ports(Map.of()).choose("git", port))
          .isInstanceOf(UserError.class)
          .hasMessage("--git-port: port " + port + " is in use on 127.0.0.1");
    }
  }

  @Test
  void aPortOfTheRunBeforeThatIsTakenMakesRoomForAFreeOne() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Ports ports = new Ports(Map.of("git", taken.getLocalPort()));

      int port = ports.choose("git", null);

      assertThat(port).isPositive().isNotEqualTo(taken.getLocalPort());
      assertThat(ports.chosen()).containsExactly(Map.entry("git", port));
    }
  }
}
