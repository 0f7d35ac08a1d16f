package dev.plumbline.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.testkit.harness.Cluster;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** A watch of the bench's own, over plain HTTP, on one kind in one namespace. */
final class Sight implements AutoCloseable {

  private final Consumer<ObjectNode> seen;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private final HttpResponse<AsyncBody> response;

  /**
   * Watches from now on.
   *
   * @param path of the collection
   * @param seen gets each version, on the thread that read it
   */
  Sight(Cluster cluster, String path, Consumer<ObjectNode> seen) {
    this.seen = seen;
    String version =
        cluster
            .call("GET", path + "?limit=1", "application/json", null)
            .object()
            .at("/metadata/resourceVersion")
            .asText();
    HttpClient http = cluster.client().getHttpClient();
    HttpRequest request =
        http.newHttpRequestBuilder()
            .uri(
                cluster.client().getMasterUrl().toString().replaceAll("/$", "")
                    + path
                    + "?watch=true&timeoutSeconds=3600&resourceVersion="
                    + version)
            .header("Accept", "application/json")
            .timeout(1, TimeUnit.HOURS)
            .build();
    try {
      response = http.consumeBytes(request, this::read).get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("cannot watch " + path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    if (response.code() != 200) {
      throw new IllegalStateException("a watch on " + path + " is answered " + response.code());
    }
    response.body().consume();
  }

  private synchronized void read(List<ByteBuffer> buffers, AsyncBody body) throws IOException {
    for (ByteBuffer buffer : buffers) {
      while (buffer.hasRemaining()) {
        byte next = buffer.get();
        if (next == '\n') {
          event(Json.mapper().readTree(line.toByteArray()));
          line.reset();
        } else {
          line.write(next);
        }
      }
    }
    body.consume();
  }

  private void event(JsonNode event) {
    String type = event.path("type").asText();
    if (event.path("object") instanceof ObjectNode object
        && (type.equals("ADDED") || type.equals("MODIFIED"))) {
      seen.accept(object);
    } else if (type.equals("ERROR")) {
      throw new IllegalStateException("the bench's own watch ended: " + event);
    }
  }

  @Override
  public void close() {
    response.body().cancel();
  }
}
