package dev.plumbline.contracts;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** How JSON is read and written everywhere in Plumbline. */
public final class Json {

  private static final int MAX_DEPTH = 200;

  private static final ObjectMapper MAPPER = build();

  private Json() {}

  /**
   * The one mapper: times as RFC 3339 text, nulls left out, unknown fields read over, nesting
   * bounded. Shared; do not configure it.
   */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /**
   * The tree as JSON with every object's keys sorted and nulls left out of objects: equal trees
   * give equal text.
   */
  public static String canonical(JsonNode tree) {
    return CanonicalJson.of(tree);
  }

  /** SHA-256 of {@link #canonical}, in hex. */
  public static String sha256(JsonNode tree) {
    return sha256(canonical(tree));
  }

  /** SHA-256 of a text's UTF-8 bytes, in hex. */
  public static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** A parser's message without the excerpt of the document, which may hold secrets. */
  public static String shortMessage(IOException e) {
    return e instanceof JsonProcessingException json
        ? json.getOriginalMessage()
        : String.valueOf(e.getMessage());
  }

  private static ObjectMapper build() {
    JsonFactory factory =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();
    return JsonMapper.builder(factory)
        .addModule(new JavaTimeModule())
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .serializationInclusion(JsonInclude.Include.NON_NULL)
        .build();
  }
}
