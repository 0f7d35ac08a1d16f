package dev.plumbline.sops.format;

import dev.plumbline.kustomize.yaml.Dialect;
import dev.plumbline.sops.SopsException;
import dev.plumbline.sops.tree.Scalar;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Predicate;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/** What scalars of YAML mean to SOPS: YAML 1.2's booleans, and numbers and dates as in YAML 1.1. */
final class YamlScalars {

  private static final String CORE = "tag:yaml.org,2002:";

  private YamlScalars() {}

  static Scalar of(ScalarEvent event) throws SopsException {
    String text = event.getValue();
    String tag = event.getTag().orElse(event.isPlain() ? "" : "!");
    if (tag.isEmpty()) {
      return plain(event, text);
    }
    Optional<Scalar> value =
        switch (tag) {
          case "!", CORE + "str" -> Optional.of(Scalar.of(text));
          case CORE + "merge" -> Optional.of(Scalar.of(text));
          case CORE + "binary" -> decoded(text);
          case CORE + "null" -> Optional.of(Scalar.NULL);
          case CORE + "bool" -> Optional.of(plain(event, text)).filter(is(Scalar.Type.BOOLEAN));
          case CORE + "int" -> Optional.of(plain(event, text)).filter(is(Scalar.Type.INTEGER));
          case CORE + "float" -> real(plain(event, text));
          case CORE + "timestamp" -> Optional.of(plain(event, text)).filter(is(Scalar.Type.TIME));
          default -> Optional.empty();
        };
    return value.orElseThrow(
        () -> YamlReader.at(event, "the value is not what its tag says, or the tag is not known"));
  }

  private static Predicate<Scalar> is(Scalar.Type type) {
    return scalar -> scalar.type() == type;
  }

  private static Scalar plain(ScalarEvent event, String text) throws SopsException {
    Dialect.Resolved resolved = Dialect.RESOURCES.resolve(text);
    Object value = resolved.value();
    if (value == null) {
      return Scalar.NULL;
    }
    if (value instanceof Long number) {
      return Scalar.of(number);
    }
    if (value instanceof Double number) {
      return Scalar.of(number);
    }
    if (value instanceof Boolean bool) {
      return Scalar.of(bool);
    }
    if (value instanceof String string) {
      return resolved.tag().equals("!!timestamp") ? Scalar.time(string) : Scalar.of(string);
    }
    throw YamlReader.at(event, "the whole number is too large for sops: put it in quotes");
  }

  private static Optional<Scalar> real(Scalar scalar) {
    return switch (scalar.type()) {
      case FLOAT -> Optional.of(scalar);
      case INTEGER -> Optional.of(Scalar.of(Double.parseDouble(scalar.text())));
      default -> Optional.empty();
    };
  }

  private static Optional<Scalar> decoded(String base64) {
    try {
      return Optional.of(new Scalar(Scalar.Type.STRING, Base64.getMimeDecoder().decode(base64)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
