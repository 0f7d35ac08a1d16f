package dev.plumbline.webhookingest;

import dev.plumbline.service.Streams;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;

/**
 * {@code POST /hooks/TOKEN}. Reads on a worker thread, so that nothing of the body is held before
 * its bound is known, and waits for Kafka without one.
 */
@Path("/hooks")
public class HookEndpoint {

  private final HookReceiver receiver;

  HookEndpoint(
      OpenRoutes routes,
      RevisionLog log,
      Streams streams,
      WebhookMetrics metrics,
      WebhookIngestConfig config,
      Clock clock,
      RandomGenerator random) {
    this.receiver =
        new HookReceiver(
            routes,
            log,
            streams.codec(WebhookIngestService.ROLE),
            metrics,
            new HookReceiver.Limits(
                config.maxBodyBytes(), config.acknowledgeWithin(), config.retryAfter()),
            clock,
            random);
  }

  /**
   * Takes a webhook. 202 stored or of no interest; 400, 401, 404, 413, 415 refused; 503 with {@code
   * Retry-After} when Kafka does not take it in time.
   */
  @POST
  @Path("{token}")
  @Consumes(MediaType.WILDCARD)
  @Produces(MediaType.TEXT_PLAIN)
  @Blocking
  public CompletionStage<Response> receive(
      @PathParam("token") String token, @Context HttpHeaders headers, InputStream body)
      throws IOException {
    return receiver
        .receive(token, headers.getRequestHeaders(), body)
        .thenApply(HookEndpoint::response);
  }

  static Response response(HookReceiver.Answer answer) {
    Response.ResponseBuilder response = Response.status(answer.status());
    if (!answer.text().isEmpty()) {
      response.entity(answer.text());
    }
    if (answer.retryAfter() != null) {
      response.header(HttpHeaders.RETRY_AFTER, answer.retryAfter().toSeconds());
    }
    return response.build();
  }
}
