package dev.plumbline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ObjectRef;
import dev.plumbline.contracts.events.DriftEvent.ConvergenceReached;
import dev.plumbline.contracts.events.RenderResult;
import dev.plumbline.contracts.events.RevisionObserved;
import dev.plumbline.testkit.Waiting;
import dev.plumbline.testkit.harness.Cluster;
import dev.plumbline.testkit.harness.EndToEnd;
import dev.plumbline.testkit.harness.GitHost;
import dev.plumbline.testkit.harness.HostedRepository;
import dev.plumbline.testkit.harness.Manifests;
import dev.plumbline.testkit.harness.RunningApplication;
import dev.plumbline.testkit.harness.Stage;
import dev.plumbline.testkit.harness.WebhookCaller;
import dev.plumbline.testkit.harness.WebhookCaller.Provider;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The one door to the outside: who may not come in gets nothing done and learns nothing. */
@ExtendWith(EndToEnd.class)
class WebhookIT {

  private static final int MOST = 3 * 1024 * 1024;

  /** A repository that no application uses: whoever is let in leaves its name on the topic. */
  private static final String NOBODYS = "https://git.example.com/nobody/nothing.git";

  private final Stage stage;

  WebhookIT(Stage stage) {
    this.stage = stage;
  }

  @ParameterizedTest
  @EnumSource
  void aForgedWebhookIsRefusedAndLeavesNoTrace(Provider provider) {
    // given a caller who knows the route and not the secret
    WebhookCaller honest = stage.webhook("forged-" + provider.type(), provider);
    WebhookCaller forger = new WebhookCaller(honest.url(), provider, "guessed");
    double refused = rejected(provider, "bad-signature");

    // when
    int status = forger.tell(NOBODYS, "refs/heads/forged", "0".repeat(40), "a".repeat(40));
    byte[] body = honest.pushBody(NOBODYS, "refs/heads/forged", "0".repeat(40), "a".repeat(40));
    int unsigned = honest.send(body, Map.of("Content-Type", "application/json")).statusCode();

    // then
    assertThat(status).isEqualTo(401);
    assertThat(unsigned).isEqualTo(401);
    assertThat(rejected(provider, "bad-signature")).isEqualTo(refused + 2);
    String mark = "refs/heads/after-forged-" + provider.type();
    assertThat(honest.tell(NOBODYS, mark, "0".repeat(40), "b".repeat(40))).isEqualTo(202);
    awaitObserved(mark);
    assertThat(observed("refs/heads/forged")).isEmpty();
  }

  @Test
  void aBodyThatWasChangedUnderItsSignatureIsRefused() {
    // given
    WebhookCaller caller = stage.webhook("changed", Provider.GITHUB);
    byte[] body = caller.pushBody(NOBODYS, "refs/heads/main", "0".repeat(40), "a".repeat(40));
    Map<String, String> headers = caller.signedHeaders(body);

    // when
    body[body.length - 2] ^= 1;

    // then
    assertThat(caller.send(body, headers).statusCode()).isEqualTo(401);
  }

  @Test
  void aBodyDeclaredTooLargeIsRefusedBeforeAnyOfItIsSent() throws IOException {
    // given
    WebhookCaller caller = stage.webhook("declared", Provider.GITHUB);

    // when only the head of the request is sent
    String answer = raw(caller.url(), "Content-Length: " + (MOST + 1), new byte[0]);

    // then
    assertThat(answer).startsWith("HTTP/1.1 413");
  }

  @Test
  void aChunkedBodyIsRefusedOnceItGrowsTooLarge() throws IOException {
    // given
    WebhookCaller caller = stage.webhook("chunked", Provider.GITHUB);
    byte[] head = (Integer.toHexString(MOST + 1) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    byte[] chunk = new byte[head.length + MOST + 1];
    System.arraycopy(head, 0, chunk, 0, head.length);

    // when a chunk is sent, and its end never
    String answer = raw(caller.url(), "Transfer-Encoding: chunked", chunk);

    // then
    assertThat(answer).startsWith("HTTP/1.1 413");
  }

  @Test
  void aMalformedBodyIsRefusedThoughItsSignatureIsRight() {
    WebhookCaller caller = stage.webhook("malformed", Provider.GENERIC);
    List<String> bodies =
        List.of("", "{", "not json", "[".repeat(5_000) + "]".repeat(5_000), "{} {}");
    for (String text : bodies) {
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      assertThat(caller.send(body, caller.signedHeaders(body)).statusCode())
          .as("status for a body that begins with '%.20s'", text)
          .isEqualTo(400);
    }
  }

  @Test
  void aBodyOfAnotherTypeIsRefused() {
    WebhookCaller caller = stage.webhook("typed", Provider.GENERIC);
    byte[] body = caller.pushBody(NOBODYS, "refs/heads/main", "0".repeat(40), "a".repeat(40));
    Map<String, String> headers = new TreeMap<>(caller.signedHeaders(body));
    headers.put("Content-Type", "text/html");

    assertThat(caller.send(body, headers).statusCode()).isEqualTo(415);
  }

  @Test
  void aRepeatedWebhookCostsNothingTwice() {
    try (GitHost git = GitHost.open()) {
      // given a push that no webhook told of
      HostedRepository repository = git.repository("repeated");
      String first = repository.write("cm.yaml", Manifests.configMap("repeat", "1")).push("one");
      RunningApplication app = stage.application("repeated", repository, "").create();
      app.awaitConverged(first);
      String second = repository.write("cm.yaml", Manifests.configMap("repeat", "2")).push("two");
      WebhookCaller caller = stage.webhook("repeated", Provider.GITHUB);
      byte[] body = caller.pushBody(repository.url(), "refs/heads/main", first, second);
      Map<String, String> headers = caller.signedHeaders(body);

      // when the same delivery comes five times
      for (int i = 0; i < 5; i++) {
        assertThat(caller.send(body, headers).statusCode()).isEqualTo(202);
      }

      // then, up to a later push, it was rendered and told once
      app.awaitConverged(second);
      String third = repository.write("cm.yaml", Manifests.configMap("repeat", "3")).push("three");
      caller.tell(repository.url(), "refs/heads/main", second, third);
      app.awaitConverged(third);
      assertThat(app.events(RenderResult.Succeeded.class))
          .filteredOn(it -> RunningApplication.commits(it.revisions(), second))
          .hasSize(1);
      assertThat(app.events(ConvergenceReached.class))
          .filteredOn(it -> RunningApplication.commits(it.revisions(), second))
          .hasSize(1);
    }
  }

  @Test
  void anUnknownRouteIsNotThere() {
    URI unknown = stage.webhook().url().resolve("/hooks/" + "0".repeat(64));
    WebhookCaller caller = new WebhookCaller(unknown, Provider.GENERIC, "any");

    int status = caller.tell(NOBODYS, "refs/heads/unknown", "0".repeat(40), "a".repeat(40));

    assertThat(status).isEqualTo(404);
  }

  @Test
  void aSourceWithoutItsSecretHasNoRouteUntilTheSecretIsThereAndNoneWhenItIsGone() {
    // given
    ObjectNode created =
        stage
            .cluster()
            .create(
                Cluster.parse(
                    """
                    apiVersion: plumbline.dev/v1alpha1
                    kind: WebhookSource
                    metadata: {name: bare, namespace: %s}
                    spec:
                      provider: generic-hmac
                      secretRef: {name: bare-secret}
                    """
                        .formatted(stage.namespace())))
            .object();
    ObjectRef source = Cluster.ref(created);

    // then it says what is missing
    await(source, "False");
    ObjectNode live = stage.cluster().get(source);
    assertThat(live.at("/status/webhookPath").asText("")).isEmpty();
    assertThat(live.at("/status/conditions/0/message").asText()).contains("bare-secret");

    // and opens once it is there
    stage.createSecret("bare-secret", "token", "s3cret-of-bare");
    await(source, "True");
    String path = stage.cluster().get(source).at("/status/webhookPath").asText();
    WebhookCaller caller =
        new WebhookCaller(stage.webhook().url().resolve(path), Provider.GENERIC, "s3cret-of-bare");
    assertThat(caller.tell(NOBODYS, "refs/heads/bare", "0".repeat(40), "a".repeat(40)))
        .isEqualTo(202);

    // and closes when it is gone
    stage.cluster().delete(stage.object("v1", "Secret", "bare-secret"));
    await(source, "False");
    assertThat(caller.tell(NOBODYS, "refs/heads/bare", "0".repeat(40), "b".repeat(40)))
        .isEqualTo(404);
  }

  private void await(ObjectRef source, String ready) {
    Waiting.until(
        RunningApplication.PATIENCE,
        () -> "not Ready=" + ready + ": " + stage.cluster().get(source),
        () -> stage.cluster().get(source).at("/status/conditions/0/status").asText().equals(ready));
  }

  private double rejected(Provider provider, String reason) {
    return stage
        .installation()
        .metrics()
        .sum(
            "plumbline_webhook_rejected_total",
            "provider=\"" + provider.type() + "\"",
            "reason=\"" + reason + "\"");
  }

  private void awaitObserved(String ref) {
    stage
        .installation()
        .events()
        .await(RunningApplication.PATIENCE, RevisionObserved.class, it -> it.ref().equals(ref));
  }

  private List<RevisionObserved> observed(String ref) {
    return stage.installation().events().of(RevisionObserved.class, it -> it.ref().equals(ref));
  }

  /** Sends a request that ends early and gives the answer, as far as it comes at once. */
  private static String raw(URI url, String lengthHeader, byte[] begun) throws IOException {
    try (Socket socket = new Socket(url.getHost(), url.getPort())) {
      socket.setSoTimeout((int) RunningApplication.PATIENCE.toMillis());
      OutputStream out = socket.getOutputStream();
      String head =
          """
          POST %s HTTP/1.1
          Host: %s:%d
          Content-Type: application/json
          X-GitHub-Event: push
          X-Hub-Signature-256: sha256=%s
          %s

          """
              .formatted(url.getPath(), url.getHost(), url.getPort(), "0".repeat(64), lengthHeader);
      out.write(head.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write(begun);
      out.flush();
      byte[] answer = new byte[64];
      int read = socket.getInputStream().readNBytes(answer, 0, 12);
      return new String(answer, 0, read, StandardCharsets.US_ASCII);
    }
  }
}
