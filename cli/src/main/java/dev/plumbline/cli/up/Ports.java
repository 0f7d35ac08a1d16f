package dev.plumbline.cli.up;

import dev.plumbline.cli.UserError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which port each part listens on: the one asked for, else the one it had before, else a free one.
 */
final class Ports {

  private final Map<String, Integer> before;
  private final Map<String, Integer> chosen = new TreeMap<>();

  Ports(Map<String, Integer> before) {
    this.before = Map.copyOf(before);
  }

  /**
   * Chooses a port on loopback for a part.
   *
   * @throws UserError when the one asked for is in use
   */
  int choose(String part, @Nullable Integer asked) throws IOException {
    int port = free(asked != null ? asked : before.getOrDefault(part, 0));
    if (asked != null && port != asked) {
      throw new UserError("--%s-port: port %d is in use on 127.0.0.1".formatted(part, asked));
    }
    chosen.put(part, port);
    return port;
  }

  /** What was chosen. */
  Map<String, Integer> chosen() {
    return Map.copyOf(chosen);
  }

  private static int free(int preferred) throws IOException {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), preferred));
      return socket.getLocalPort();
    } catch (IOException e) {
      if (preferred == 0) {
        throw e;
      }
      return free(0);
    }
  }
}
