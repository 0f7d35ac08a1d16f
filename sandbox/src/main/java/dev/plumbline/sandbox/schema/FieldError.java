package dev.plumbline.sandbox.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;

/** One thing wrong with one field, in the words of an API server. */
public record FieldError(Reason reason, String field, String message) {

  /** The machine-readable reasons of {@code status.details.causes}. */
  public enum Reason {
    INVALID("FieldValueInvalid"),
    REQUIRED("FieldValueRequired"),
    NOT_SUPPORTED("FieldValueNotSupported"),
    FORBIDDEN("FieldValueForbidden"),
    TYPE_INVALID("FieldValueTypeInvalid"),
    TOO_LONG("FieldValueTooLong"),
    TOO_MANY("FieldValueTooMany"),
    NOT_FOUND("FieldValueNotFound"),
    DUPLICATE("FieldValueDuplicate");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    public String text() {
      return text;
    }
  }

  public static FieldError required(String field) {
    return new FieldError(Reason.REQUIRED, field, "Required value");
  }

  public static FieldError required(String field, String detail) {
    return new FieldError(Reason.REQUIRED, field, "Required value: " + detail);
  }

  public static FieldError invalid(String field, JsonNode value, String detail) {
    return new FieldError(
        Reason.INVALID, field, "Invalid value: " + Json.text(value) + ": " + detail);
  }

  public static FieldError forbidden(String field, String detail) {
    return new FieldError(Reason.FORBIDDEN, field, "Forbidden: " + detail);
  }

  public static FieldError unsupported(String field, JsonNode value, List<String> allowed) {
    String list = allowed.stream().map(a -> '"' + a + '"').collect(Collectors.joining(", "));
    return new FieldError(
        Reason.NOT_SUPPORTED,
        field,
        "Unsupported value: " + Json.text(value) + ": supported values: " + list);
  }

  /** {@code field: message}. */
  public String text() {
    return (field.isEmpty() ? "<nil>" : field) + ": " + message;
  }
}
