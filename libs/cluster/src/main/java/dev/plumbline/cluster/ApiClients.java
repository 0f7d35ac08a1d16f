package dev.plumbline.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Clients of API servers whose watches are plain HTTP: those cost one connection each, pass every
 * proxy, and the sandbox knows no WebSockets.
 */
public final class ApiClients {

  private ApiClients() {}

  /**
   * A builder of such a client.
   *
   * @param config where the server is; its watches are set to plain HTTP
   */
  public static KubernetesClientBuilder builder(Config config) {
    config.setOnlyHttpWatches(true);
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientBuilderConsumer(
            http -> http.addOrReplaceInterceptor("ascii-watches", new AsciiWatches()));
  }

  /**
   * The client ends a plain HTTP watch at the first event with a character of several bytes: it
   * reads the whole of a decoded buffer's array, whose unused end is zeros (io.fabric8
   * kubernetes-client 7.6.1, WatchHTTPManager). Names of people in commits are enough for that.
   */
  private static final class AsciiWatches implements Interceptor {
    @Override
    public AsyncBody.Consumer<List<ByteBuffer>> consumer(
        AsyncBody.Consumer<List<ByteBuffer>> consumer, HttpRequest request) {
      String query = request.uri().getRawQuery();
      if (query == null || !query.contains("watch=true")) {
        return consumer;
      }
      AsciiJson ascii = new AsciiJson();
      return (pieces, body) -> consumer.consume(pieces.stream().map(ascii::next).toList(), body);
    }
  }
}
