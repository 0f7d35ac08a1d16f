package dev.plumbline.sandbox.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import dev.plumbline.sandbox.rest.WriteOptions.FieldValidation;
import dev.plumbline.sandbox.schema.FieldError;
import dev.plumbline.sandbox.schema.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** One HTTP request and its answer. */
final class Call {

  private static final int MAX_BODY = 3 * 1024 * 1024;
  private static final int GZIP_FROM = 128 * 1024;

  private final HttpExchange exchange;
  private final Map<String, String> query = new HashMap<>();

  Call(HttpExchange exchange) {
    this.exchange = exchange;
    String raw = exchange.getRequestURI().getRawQuery();
    if (raw != null) {
      for (String pair : raw.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        query.put(decode(name), decode(value));
      }
    }
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text; // no known parameter has such a value
    }
  }

  String method() {
    return exchange.getRequestMethod();
  }

  String path() {
    return exchange.getRequestURI().getPath();
  }

  String query(String name) {
    return query.getOrDefault(name, "");
  }

  boolean flag(String name) {
    return query.containsKey(name) && !query.get(name).matches("0|false");
  }

  String header(String name) {
    @Nullable String value = exchange.getRequestHeaders().getFirst(name);
    return value == null ? "" : value;
  }

  /** The media type of the body without parameters. */
  String contentType() {
    String type = header("Content-Type").toLowerCase(Locale.ROOT);
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).trim();
  }

  Representation representation() {
    return Representation.of(header("Accept"), query("includeObject"));
  }

  WriteOptions options() {
    String manager = query("fieldManager");
    if (manager.length() > 128) {
      throw ApiError.badRequest("fieldManager may not be longer than 128 characters");
    }
    if (manager.isEmpty()) {
      String agent = header("User-Agent");
      int slash = agent.indexOf('/');
      String name = slash < 0 ? agent : agent.substring(0, slash);
      manager = name.isEmpty() ? "unknown" : name.substring(0, Math.min(128, name.length()));
    }
    FieldValidation validation =
        switch (query("fieldValidation")) {
          case "Strict" -> FieldValidation.STRICT;
          case "Ignore" -> FieldValidation.IGNORE;
          default -> FieldValidation.WARN;
        };
    return new WriteOptions(manager, dryRun(query("dryRun")), flag("force"), validation);
  }

  static boolean dryRun(String value) {
    if (!value.isEmpty() && !value.equals("All")) {
      throw ApiError.invalidOptions(
          "CreateOptions",
          new FieldError(
              FieldError.Reason.NOT_SUPPORTED,
              "dryRun",
              "Unsupported value: [\"" + value + "\"]: supported values: \"All\""));
    }
    return value.equals("All");
  }

  byte[] body() throws IOException {
    InputStream in = exchange.getRequestBody();
    if (header("Content-Encoding").equals("gzip")) {
      in = new GZIPInputStream(in);
    }
    byte[] body = in.readNBytes(MAX_BODY + 1);
    if (body.length > MAX_BODY) {
      throw ApiError.tooLarge();
    }
    return body;
  }

  JsonNode json() throws IOException {
    return Bodies.json(body());
  }

  ObjectNode object() throws IOException {
    byte[] body = body();
    JsonNode node =
        contentType().contains("yaml") ? Bodies.yaml(body) : Bodies.object(contentType(), body);
    if (node instanceof ObjectNode object) {
      return object;
    }
    throw ApiError.badRequest("the body must be an object");
  }

  void warn(List<String> warnings) {
    for (String warning : warnings) {
      String clean = warning.replaceAll("[^ -~]", "?").replace("\\", "\\\\").replace("\"", "\\\"");
      exchange.getResponseHeaders().add("Warning", "299 - \"" + clean + "\"");
    }
  }

  void answer(int code, JsonNode body) throws IOException {
    answer(code, "application/json", Json.bytes(body));
  }

  void answer(int code, String type, byte[] body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("Cache-Control", "no-cache, private");
    byte[] sent = body;
    if (body.length >= GZIP_FROM && header("Accept-Encoding").contains("gzip")) {
      sent = gzip(body);
      exchange.getResponseHeaders().set("Content-Encoding", "gzip");
    }
    if (method().equals("HEAD")) {
      exchange.sendResponseHeaders(code, -1);
      return;
    }
    exchange.sendResponseHeaders(code, sent.length == 0 ? -1 : sent.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(sent);
    }
  }

  /** Answers with a body that a client may have already. */
  void answerTagged(String type, byte[] body, String tag) throws IOException {
    String etag = "\"" + tag + "\"";
    exchange.getResponseHeaders().set("ETag", etag);
    if (header("If-None-Match").equals(etag)) {
      exchange.sendResponseHeaders(304, -1);
    } else {
      answer(200, type, body);
    }
  }

  private static byte[] gzip(byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 8);
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(body);
    }
    return bytes.toByteArray();
  }

  /** Starts an answer whose length is not known; the caller closes it. */
  OutputStream stream() throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.getResponseHeaders().set("Cache-Control", "no-cache, private");
    exchange.sendResponseHeaders(200, 0);
    return exchange.getResponseBody();
  }
}
