package dev.plumbline.sops;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.plumbline.sops.SopsException.Reason;
import dev.plumbline.sops.tree.Branch;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Which values of a file are encrypted: its metadata have at most one such rule. */
final class EncryptionRule {

  private static final String DEFAULT_SUFFIX = "_unencrypted";

  private enum Kind {
    UNENCRYPTED_SUFFIX,
    ENCRYPTED_SUFFIX,
    UNENCRYPTED_REGEX,
    ENCRYPTED_REGEX,
    UNENCRYPTED_COMMENT_REGEX,
    ENCRYPTED_COMMENT_REGEX;

    String field() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }

    boolean isSuffix() {
      return this == UNENCRYPTED_SUFFIX || this == ENCRYPTED_SUFFIX;
    }
  }

  private final Kind kind;
  private final Predicate<String> matches;

  private EncryptionRule(Kind kind, Predicate<String> matches) {
    this.kind = kind;
    this.matches = matches;
  }

  /**
   * The rule of a file.
   *
   * @throws SopsException for several rules, or an expression that is none
   */
  static EncryptionRule of(Branch metadata) throws SopsException {
    List<Kind> given = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      if (!metadata.text(kind.field()).orElse("").isEmpty()) {
        given.add(kind);
      }
    }
    if (given.size() > 1) {
      throw new SopsException(
          Reason.MALFORMED,
          "its metadata have both "
              + given.get(0).field()
              + " and "
              + given.get(1).field()
              + ", of which only one may be there");
    }
    if (given.isEmpty()) {
      return new EncryptionRule(Kind.UNENCRYPTED_SUFFIX, key -> key.endsWith(DEFAULT_SUFFIX));
    }
    Kind kind = given.get(0);
    String operand = metadata.text(kind.field()).orElse("");
    return new EncryptionRule(
        kind, kind.isSuffix() ? key -> key.endsWith(operand) : expression(kind, operand));
  }

  private static Predicate<String> expression(Kind kind, String operand) throws SopsException {
    try {
      Pattern pattern = Pattern.compile(operand);
      return text -> pattern.matcher(text).find();
    } catch (PatternSyntaxException e) {
      throw new SopsException(
          Reason.MALFORMED,
          "sops." + kind.field() + " is not a regular expression: " + e.getDescription());
    }
  }

  /**
   * Whether a value is encrypted.
   *
   * @param keys the keys that lead to it
   * @param comments at each level, the comments directly before what leads to it
   */
  boolean encrypts(List<String> keys, List<List<String>> comments) {
    return switch (kind) {
      case UNENCRYPTED_SUFFIX, UNENCRYPTED_REGEX -> keys.stream().noneMatch(matches);
      case ENCRYPTED_SUFFIX, ENCRYPTED_REGEX -> keys.stream().anyMatch(matches);
      case UNENCRYPTED_COMMENT_REGEX -> comments.stream().flatMap(List::stream).noneMatch(matches);
      case ENCRYPTED_COMMENT_REGEX -> comments.stream().flatMap(List::stream).anyMatch(matches);
    };
  }
}
