package dev.plumbline.sandbox.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.plumbline.sandbox.schema.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The rules for names, label keys and label values. */
final class Names {

  private static final String LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final Pattern SUBDOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")*");
  private static final Pattern DNS_LABEL = Pattern.compile(LABEL);
  private static final Pattern QUALIFIED =
      Pattern.compile("([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");
  private static final Pattern VALUE =
      Pattern.compile("(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?");

  private static final Pattern DATA_KEY = Pattern.compile("[-._a-zA-Z0-9]+");

  private Names() {}

  static List<FieldError> object(String name, JsonNode rules) {
    String field = "metadata.name";
    if (rules.path("pathNames").asBoolean()) {
      boolean bad =
          name.contains("/") || name.contains("%") || name.equals(".") || name.equals("..");
      return bad
          ? List.of(FieldError.invalid(field, text(name), "may not contain '/' or '%'"))
          : List.of();
    }
    if (rules.path("labelNames").asBoolean()) {
      return name.length() <= 63 && DNS_LABEL.matcher(name).matches()
          ? List.of()
          : List.of(
              FieldError.invalid(
                  field,
                  text(name),
                  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or"
                      + " '-', and must start and end with an alphanumeric character (e.g."
                      + " 'my-name',  or '123-abc', regex used for validation is"
                      + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?')"));
    }
    return name.length() <= 253 && SUBDOMAIN.matcher(name).matches()
        ? List.of()
        : List.of(
            FieldError.invalid(
                field,
                text(name),
                "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric"
                    + " characters, '-' or '.', and must start and end with an alphanumeric"
                    + " character (e.g. 'example.com', regex used for validation is"
                    + " '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"));
  }

  static List<FieldError> labels(JsonNode labels) {
    List<FieldError> errors = new ArrayList<>();
    for (Map.Entry<String, JsonNode> label : labels.properties()) {
      if (!isQualified(label.getKey())) {
        errors.add(qualifiedError("metadata.labels", label.getKey()));
      }
      String value = label.getValue().asText();
      if (value.length() > 63) {
        errors.add(
            FieldError.invalid(
                "metadata.labels", text(value), "must be no more than 63 characters"));
      } else if (!VALUE.matcher(value).matches()) {
        errors.add(
            FieldError.invalid(
                "metadata.labels",
                text(value),
                "a valid label must be an empty string or consist of alphanumeric characters,"
                    + " '-', '_' or '.', and must start and end with an alphanumeric character"
                    + " (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation"
                    + " is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')"));
      }
    }
    return errors;
  }

  static List<FieldError> annotations(JsonNode annotations) {
    List<FieldError> errors = new ArrayList<>();
    long size = 0;
    for (Map.Entry<String, JsonNode> annotation : annotations.properties()) {
      size += annotation.getKey().length() + annotation.getValue().asText().length();
      if (!isQualified(annotation.getKey().toLowerCase(java.util.Locale.ROOT))) {
        errors.add(qualifiedError("metadata.annotations", annotation.getKey()));
      }
    }
    if (size > 262_144) {
      errors.add(
          new FieldError(
              FieldError.Reason.TOO_LONG,
              "metadata.annotations",
              "Too long: may not be more than 262144 bytes"));
    }
    return errors;
  }

  static List<FieldError> dataKeys(JsonNode object) {
    List<FieldError> errors = new ArrayList<>();
    for (String field : List.of("data", "binaryData")) {
      for (Map.Entry<String, JsonNode> entry : object.path(field).properties()) {
        String key = entry.getKey();
        if (key.length() > 253 || !DATA_KEY.matcher(key).matches()) {
          errors.add(
              FieldError.invalid(
                  field + "[" + key + "]",
                  text(key),
                  "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
                      + " (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for"
                      + " validation is '[-._a-zA-Z0-9]+')"));
        }
      }
    }
    return errors;
  }

  static boolean isQualified(String key) {
    int slash = key.indexOf('/');
    String prefix = slash < 0 ? "a" : key.substring(0, slash);
    String name = key.substring(slash + 1);
    return prefix.length() <= 253
        && SUBDOMAIN.matcher(prefix).matches()
        && name.length() <= 63
        && QUALIFIED.matcher(name).matches();
  }

  private static FieldError qualifiedError(String field, String key) {
    return FieldError.invalid(
        field,
        text(key),
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and"
            + " end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc',"
            + " regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')");
  }

  private static JsonNode text(String value) {
    return TextNode.valueOf(value);
  }
}
