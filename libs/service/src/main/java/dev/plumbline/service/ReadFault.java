package dev.plumbline.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is wrong with a resource that cannot be read: the field, what it is, what was expected. */
final class ReadFault {

  private ReadFault() {}

  /** Names fields and kinds of values, never a value. */
  static String of(JsonNode resource, JsonProcessingException failure) {
    if (!(failure instanceof JsonMappingException mapping) || mapping.getPath().isEmpty()) {
      return failure.getOriginalMessage();
    }
    String found = found(value(resource, mapping.getPath()));
    String expected =
        mapping instanceof MismatchedInputException mismatch
            ? expected(mismatch.getTargetType())
            : null;
    return expected == null || expected.equals(found)
        ? path(mapping.getPath()) + " has what does not belong there"
        : path(mapping.getPath()) + " is " + found + ", and " + expected + " was expected";
  }

  private static String path(List<Reference> references) {
    StringBuilder path = new StringBuilder();
    for (Reference reference : references) {
      if (reference.getFieldName() == null) {
        path.append('[').append(reference.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(reference.getFieldName());
      }
    }
    return path.toString();
  }

  private static JsonNode value(JsonNode resource, List<Reference> references) {
    JsonNode at = resource;
    for (Reference reference : references) {
      at =
          reference.getFieldName() == null
              ? at.path(reference.getIndex())
              : at.path(reference.getFieldName());
    }
    return at;
  }

  private static String found(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "an object";
      case ARRAY -> "a list";
      case STRING -> "a text";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      default -> "empty";
    };
  }

  private static @Nullable String expected(@Nullable Class<?> type) {
    if (type == null) {
      return null;
    }
    if (Collection.class.isAssignableFrom(type)) {
      return "a list";
    }
    if (Map.class.isAssignableFrom(type) || type.isRecord()) {
      return "an object";
    }
    if (type == String.class || type.isEnum()) {
      return "a text";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (type == Instant.class) {
      return "a time";
    }
    return type.isPrimitive() || Number.class.isAssignableFrom(type) ? "a number" : null;
  }
}
