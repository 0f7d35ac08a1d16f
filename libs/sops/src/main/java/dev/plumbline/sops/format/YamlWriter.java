package dev.plumbline.sops.format;

import dev.plumbline.kustomize.yaml.Dialect;
import dev.plumbline.kustomize.yaml.Numbers;
import dev.plumbline.sops.tree.Branch;
import dev.plumbline.sops.tree.Comment;
import dev.plumbline.sops.tree.Items;
import dev.plumbline.sops.tree.Pair;
import dev.plumbline.sops.tree.Scalar;
import dev.plumbline.sops.tree.Value;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * YAML in block style without comments, indented by four as SOPS does. A text is plain only where
 * no reader can take it for something else.
 */
final class YamlWriter {

  private static final int INDENT = 4;
  private static final String MERGE = "<<";

  /** Neither a number nor a date in any dialect: it begins with a letter, and has no sign. */
  private static final Pattern SURELY_TEXT =
      Pattern.compile("[A-Za-z/][A-Za-z0-9_./+@=-]*(?: [A-Za-z0-9_./+@=-]+)*");

  /** Characters that a block may hold as they are. */
  private static final Pattern BLOCK =
      Pattern.compile("(?! )[^\\p{Cntrl}\u0085\u2028\u2029\uFEFF\\p{Cs}\\p{Cn}\\p{Co}]+");

  private final StringBuilder out = new StringBuilder();

  private YamlWriter() {}

  static String write(List<Branch> documents) {
    YamlWriter writer = new YamlWriter();
    String separator = "";
    for (Branch document : documents) {
      writer.out.append(separator);
      if (!document.pairs().isEmpty()) {
        writer.mapping(document, 0);
      }
      separator = "---\n";
    }
    return writer.out.toString();
  }

  private void mapping(Branch branch, int indent) {
    boolean first = true;
    for (Pair pair : branch.pairs()) {
      if (!first || indent == 0 || endsLine()) {
        out.append(" ".repeat(indent));
      }
      first = false;
      out.append(pair.key().equals(MERGE) ? MERGE : text(pair.key(), indent, true)).append(':');
      child(pair.value(), indent);
    }
  }

  private boolean endsLine() {
    return out.length() > 0 && out.charAt(out.length() - 1) == '\n';
  }

  private void sequence(Items items, int indent) {
    boolean first = true;
    for (Value item : items.values()) {
      if (item instanceof Comment) {
        continue;
      }
      if (!first || endsLine()) {
        out.append(" ".repeat(indent));
      }
      first = false;
      out.append('-');
      if (item instanceof Branch branch && !branch.pairs().isEmpty()) {
        out.append(' ');
        mapping(branch, indent + 2);
      } else if (item instanceof Items nested && !isEmpty(nested)) {
        out.append(' ');
        sequence(nested, indent + 2);
      } else {
        leaf(item, indent);
      }
    }
  }

  private void child(Value value, int indent) {
    if (value instanceof Branch branch && !branch.pairs().isEmpty()) {
      out.append('\n');
      mapping(branch, indent + INDENT);
    } else if (value instanceof Items items && !isEmpty(items)) {
      out.append('\n');
      sequence(items, indent + INDENT);
    } else {
      leaf(value, indent);
    }
  }

  private static boolean isEmpty(Items items) {
    return items.values().stream().allMatch(Comment.class::isInstance);
  }

  private void leaf(Value value, int indent) {
    out.append(' ');
    if (value instanceof Scalar scalar) {
      out.append(scalar(scalar, indent));
    } else {
      out.append(value instanceof Branch ? "{}" : "[]");
    }
    if (!endsLine()) {
      out.append('\n');
    }
  }

  private static String scalar(Scalar scalar, int indent) {
    return switch (scalar.type()) {
      case NULL -> "null";
      case BOOLEAN -> scalar.text().equals("True") ? "true" : "false";
      case FLOAT -> Numbers.general(scalar.number());
      case INTEGER, TIME -> scalar.text();
      case STRING ->
          scalar
              .utf8()
              .map(text -> text(text, indent, false))
              .orElseGet(() -> "!!binary " + Base64.getEncoder().encodeToString(scalar.bytes()));
    };
  }

  private static String text(String text, int indent, boolean key) {
    if (SURELY_TEXT.matcher(text).matches()
        && Dialect.YAML_1_1.resolve(text).tag().equals("!!str")) {
      return text;
    }
    return !key && isBlock(text) ? block(text, indent + INDENT) : quoted(text);
  }

  private static boolean isBlock(String text) {
    if (text.indexOf('\n') < 0 || text.charAt(0) == '\n' || text.startsWith("\uFEFF")) {
      return false;
    }
    boolean first = true;
    for (String line : text.split("\n", -1)) {
      boolean indented = !first && line.startsWith(" ");
      String content = indented ? line.stripLeading() : line;
      if (line.endsWith(" ") || !(content.isEmpty() || BLOCK.matcher(content).matches())) {
        return false;
      }
      first = false;
    }
    return true;
  }

  private static String block(String text, int indent) {
    String chomping = text.endsWith("\n\n") ? "+" : text.endsWith("\n") ? "" : "-";
    StringBuilder block = new StringBuilder("|").append(chomping).append('\n');
    String body = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    for (String line : body.split("\n", -1)) {
      block.append(line.isEmpty() ? "" : " ".repeat(indent)).append(line).append('\n');
    }
    return block.toString();
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\t' -> quoted.append("\\t");
                case '\r' -> quoted.append("\\r");
                default -> {
                  if (c >= 0x20 && c < 0x7F || c > 0xA0 && c < 0x2000) {
                    quoted.appendCodePoint(c);
                  } else {
                    quoted.append(
                        c > 0xFFFF ? String.format("\\U%08X", c) : String.format("\\u%04X", c));
                  }
                }
              }
            });
    return quoted.append('"').toString();
  }
}
