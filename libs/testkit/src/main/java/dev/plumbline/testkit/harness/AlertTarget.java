package dev.plumbline.testkit.harness;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.testkit.RecordingSink;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;

/**
 * Somewhere that notifications of one application go, seen by the suite: an HTTP sink, with a
 * provider and a route to it.
 *
 * @param sink what came
 */
public record AlertTarget(RecordingSink sink) implements AutoCloseable {

  /**
   * A generic webhook.
   *
   * @param name of the provider and the route
   * @param application the one application that is told of
   * @param events subjects of the route
   */
  public static AlertTarget webhook(
      Stage stage, String name, String application, String... events) {
    RecordingSink sink = new RecordingSink();
    stage.createSecret(name + "-token", "token", "whsec_" + base64("signing-key-of-the-suite"));
    stage
        .cluster()
        .create(
            Cluster.parse(
                """
                apiVersion: plumbline.dev/v1alpha1
                kind: NotificationProvider
                metadata: {name: %1$s, namespace: %2$s}
                spec:
                  type: webhook
                  address: %3$s
                  secretRef: {name: %1$s-token}
                """
                    .formatted(name, stage.namespace(), sink.url("/" + name))))
        .object();
    ObjectNode route =
        Cluster.parse(
            """
            apiVersion: plumbline.dev/v1alpha1
            kind: NotificationRoute
            metadata: {name: %1$s, namespace: %2$s}
            spec:
              providers: [%1$s]
              events: [%3$s]
              applications: {names: [%4$s]}
            """
                .formatted(name, stage.namespace(), String.join(", ", events), application));
    stage.cluster().create(route).object();
    return new AlertTarget(sink);
  }

  /** Waits for a message and gives its body. */
  public String await(Predicate<String> body) {
    return sink.await(RunningApplication.PATIENCE, request -> body.test(request.body())).body();
  }

  /** The bodies that came, in order. */
  public List<String> bodies() {
    return sink.requests().stream().map(RecordingSink.Request::body).toList();
  }

  @Override
  public void close() {
    sink.close();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
