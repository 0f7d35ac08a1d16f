package dev.plumbline.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.server.ServerSocketFactory;

/**
 * The broker's two listening sockets, bound before Kafka starts and handed to it by listener name:
 * the ports are known for the configuration and nobody can take them in the meantime.
 */
final class BoundListeners implements ServerSocketFactory {
  static final String HOST = "127.0.0.1";

  private final Map<String, ServerSocketChannel> waiting = new HashMap<>();
  private final int brokerPort;
  private final int controllerPort;

  private BoundListeners(int port) throws IOException {
    try {
      this.brokerPort = bind(BrokerSettings.CLIENTS, port);
      this.controllerPort = bind(BrokerSettings.CONTROLLER, 0);
    } catch (IOException e) {
      closeUnused();
      throw e;
    }
  }

  static BoundListeners bind(int port) throws IOException {
    return new BoundListeners(port);
  }

  private int bind(String listener, int port) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    waiting.put(listener, channel);
    try {
      channel.bind(new InetSocketAddress(HOST, port));
    } catch (BindException e) {
      throw new IOException("port " + port + " on " + HOST + " is in use", e);
    }
    return ((InetSocketAddress) channel.getLocalAddress()).getPort();
  }

  int brokerPort() {
    return brokerPort;
  }

  int controllerPort() {
    return controllerPort;
  }

  @Override
  public synchronized ServerSocketChannel openServerSocket(
      String listenerName, InetSocketAddress address, int backlog, int receiveBuffer)
      throws IOException {
    ServerSocketChannel channel = waiting.remove(listenerName);
    if (channel == null) {
      throw new IOException("no socket was bound for the listener " + listenerName);
    }
    channel.configureBlocking(false);
    return channel;
  }

  /** Closes what Kafka has not taken over (it closes the others itself). */
  synchronized void closeUnused() {
    for (ServerSocketChannel channel : waiting.values()) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    waiting.clear();
  }
}
