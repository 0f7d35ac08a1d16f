package dev.plumbline.webhookingest;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.plumbline.contracts.Json;
import dev.plumbline.webhookingest.provider.Delivery;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Recorded webhooks with what they should amount to. */
public final class Corpus {

  /** The secret that the corpus is signed with. */
  public static final String SECRET = "hooks-test-secret";

  private Corpus() {}

  /** The manifest's entries below a folder. */
  public static Stream<JsonNode> entries(String folder) {
    return StreamSupport.stream(json("manifest.json").spliterator(), false)
        .filter(entry -> file(entry).startsWith(folder + "/"));
  }

  public static String file(JsonNode entry) {
    return entry.path("file").asText();
  }

  public static JsonNode json(String file) {
    try {
      return Json.mapper().readTree(bytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static byte[] bytes(String file) {
    try (InputStream in = Corpus.class.getResourceAsStream("/corpus/" + file)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Delivery delivery(String file) {
    return new Delivery(headers(file), bytes(file), Instant.EPOCH);
  }

  public static Map<String, List<String>> headers(String file) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    Json.mapper()
        .convertValue(
            json(file.replaceAll("json$", "headers.json")),
            new TypeReference<Map<String, String>>() {})
        .forEach((name, value) -> headers.put(name, List.of(value)));
    return headers;
  }
}
