package dev.plumbline.sandbox.rest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.plumbline.sandbox.schema.Registry;
import dev.plumbline.sandbox.schema.Resource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Authenticates, finds what a path names, and turns refusals into Status answers. */
public final class HttpApi implements HttpHandler {

  private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);

  /**
   * Go clients send no bearer token over plain HTTP, so the token may instead be the beginning of
   * the path: {@code /t/TOKEN/api/v1/…}.
   */
  public static final String TOKEN_PATH = "/t/";

  private static final String NOT_FOUND = "404 page not found\n";

  private final Registry registry;
  private final byte[] authorization;
  private final Discovery discovery;
  private final OpenApi openApi;
  private final ResourceRoutes resources;

  /**
   * @param stopping turns true when the server stops, so that watches end
   */
  public HttpApi(Objects objects, Deletion deletion, String token, BooleanSupplier stopping) {
    this.registry = objects.registry();
    this.authorization = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
    this.discovery = new Discovery(registry);
    this.openApi = new OpenApi(registry);
    this.resources =
        new ResourceRoutes(
            objects, deletion, new Reading(objects.store(), objects.clock(), stopping));
  }

  @Override
  public void handle(HttpExchange exchange) {
    Call call = new Call(exchange);
    try {
      serve(call);
    } catch (ApiError e) {
      refuse(call, e);
    } catch (IOException e) {
      LOG.debug("Client went away cause={}", e.toString());
    } catch (RuntimeException e) {
      LOG.error("Request failed method={} path={}", call.method(), withoutToken(call.path()), e);
      refuse(call, ApiError.failed(e.getClass().getSimpleName()));
    } finally {
      exchange.close();
    }
  }

  private static void refuse(Call call, ApiError error) {
    try {
      call.answer(error.code(), error.status());
    } catch (IOException e) {
      LOG.debug("Client went away before its refusal cause={}", e.toString());
    }
  }

  private void serve(Call call) throws IOException {
    String path = withoutToken(call.path());
    boolean admitted = !path.equals(call.path());
    if (path.equals("/healthz") || path.equals("/readyz") || path.equals("/livez")) {
      call.answer(200, "text/plain; charset=utf-8", "ok".getBytes(StandardCharsets.UTF_8));
      return;
    }
    byte[] presented = call.header("Authorization").getBytes(StandardCharsets.UTF_8);
    if (!admitted && !MessageDigest.isEqual(presented, authorization)) {
      throw ApiError.unauthorized();
    }
    if (call.header("Upgrade").equalsIgnoreCase("websocket")) {
      // Not an upgrade: fabric8 then watches by plain HTTP at once. It would do so after 503 too,
      // but
      // only after 19 s of retries.
      call.answer(200, "text/plain", new byte[0]);
      return;
    }
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/")) {
      if (!part.isEmpty()) {
        parts.add(part);
      }
    }
    String first = parts.isEmpty() ? "" : parts.get(0);
    switch (first) {
      case "version" -> call.answer(200, Discovery.version());
      case "openapi" -> openApi(parts, call);
      case "api" -> core(parts, call);
      case "apis" -> groups(parts, call);
      default -> notFound(call);
    }
  }

  private static void notFound(Call call) throws IOException {
    call.answer(404, "text/plain; charset=utf-8", NOT_FOUND.getBytes(StandardCharsets.UTF_8));
  }

  /** The path below the token, or the path itself when it does not begin with the right one. */
  private String withoutToken(String path) {
    int end = path.startsWith(TOKEN_PATH) ? path.indexOf('/', TOKEN_PATH.length()) : -1;
    if (end < 0) {
      return path;
    }
    byte[] presented =
        ("Bearer " + path.substring(TOKEN_PATH.length(), end)).getBytes(StandardCharsets.UTF_8);
    return MessageDigest.isEqual(presented, authorization) ? path.substring(end) : path;
  }

  private void openApi(List<String> parts, Call call) throws IOException {
    if (parts.size() < 2 || !parts.get(1).equals("v3")) {
      throw ApiError.noSuchPath();
    }
    if (parts.size() == 2) {
      call.answer(200, openApi.index());
      return;
    }
    boolean core = parts.size() == 4 && parts.get(2).equals("api");
    if (!core && !(parts.size() == 5 && parts.get(2).equals("apis"))) {
      throw ApiError.noSuchPath();
    }
    OpenApi.Document document =
        openApi
            .document(core ? "" : parts.get(3), parts.get(parts.size() - 1))
            .orElseThrow(ApiError::noSuchPath);
    call.answerTagged("application/json", document.json(), document.hash());
  }

  private void core(List<String> parts, Call call) throws IOException {
    if (parts.size() == 1) {
      call.answer(200, discovery.core());
    } else if (parts.size() == 2) {
      call.answer(200, discovery.resources("", parts.get(1)).orElseThrow(ApiError::noSuchPath));
    } else {
      resource("", parts.get(1), parts.subList(2, parts.size()), call);
    }
  }

  private void groups(List<String> parts, Call call) throws IOException {
    switch (parts.size()) {
      case 1 -> call.answer(200, discovery.groups());
      case 2 -> call.answer(200, discovery.group(parts.get(1)).orElseThrow(ApiError::noSuchPath));
      case 3 ->
          call.answer(
              200,
              discovery.resources(parts.get(1), parts.get(2)).orElseThrow(ApiError::noSuchPath));
      default -> resource(parts.get(1), parts.get(2), parts.subList(3, parts.size()), call);
    }
  }

  private void resource(String group, String version, List<String> parts, Call call)
      throws IOException {
    if (!registry.groups().getOrDefault(group, List.of()).contains(version)) {
      notFound(call);
      return;
    }
    String namespace = "";
    List<String> rest = parts;
    if (rest.get(0).equals("namespaces") && rest.size() >= 3) {
      boolean ofNamespace =
          group.isEmpty() && rest.size() == 3 && rest.get(2).matches("status|finalize");
      if (!ofNamespace) {
        namespace = rest.get(1);
        rest = rest.subList(2, rest.size());
      }
    }
    Resource found = registry.find(group, version, rest.get(0)).orElseThrow(ApiError::noSuchPath);
    boolean misplaced =
        rest.size() > 3
            || (!namespace.isEmpty() && !found.namespaced())
            || (namespace.isEmpty() && found.namespaced() && rest.size() > 1);
    if (misplaced) {
      throw ApiError.noSuchPath();
    }
    resources.handle(
        new ResourceRoutes.Target(
            found,
            namespace,
            rest.size() > 1 ? rest.get(1) : "",
            rest.size() > 2 ? rest.get(2) : ""),
        call);
  }
}
