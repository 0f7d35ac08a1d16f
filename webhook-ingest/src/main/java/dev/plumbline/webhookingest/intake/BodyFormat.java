package dev.plumbline.webhookingest.intake;

import dev.plumbline.webhookingest.provider.Provider;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a body holds its JSON. */
enum BodyFormat {
  JSON,
  FORM;

  /** What a {@code Content-Type} says; empty when this provider does not send such. */
  static Optional<BodyFormat> of(@Nullable String contentType, Provider provider) {
    String type =
        contentType == null ? "" : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    if (type.equals("application/json")
        || (type.startsWith("application/") && type.endsWith("+json"))) {
      return Optional.of(JSON);
    }
    return type.equals("application/x-www-form-urlencoded") && provider.formField().isPresent()
        ? Optional.of(FORM)
        : Optional.empty();
  }

  /** The JSON in a body; empty when the form has no such field or is not well-formed. */
  Optional<byte[]> json(byte[] body, Provider provider) {
    return this == JSON
        ? Optional.of(body)
        : provider.formField().flatMap(field -> formField(body, field));
  }

  private static Optional<byte[]> formField(byte[] body, String field) {
    for (String pair : new String(body, StandardCharsets.US_ASCII).split("&", -1)) {
      if (pair.startsWith(field + "=")) {
        try {
          String value =
              URLDecoder.decode(pair.substring(field.length() + 1), StandardCharsets.UTF_8);
          return Optional.of(value.getBytes(StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
          return Optional.empty();
        }
      }
    }
    return Optional.empty();
  }
}
