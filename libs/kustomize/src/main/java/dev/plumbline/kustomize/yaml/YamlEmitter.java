package dev.plumbline.kustomize.yaml;

import com.google.re2j.Pattern;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes data as the original does: block style, keys in natural order, lists not indented, long
 * scalars folded behind column 80.
 */
public final class YamlEmitter {

  private static final int INDENT = 2;
  private static final int MAX_SIMPLE_KEY = 128;
  private static final char NEXT_LINE = '\u0085';
  private static final Pattern BASE_60 =
      Pattern.compile("[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\\.[0-9_]*)?");

  private final EmitterOutput out;

  private YamlEmitter(StringBuilder out) {
    this.out = new EmitterOutput(out);
  }

  /** Appends one document, with the line break at its end and without a separator. */
  public static void write(@Nullable Object data, StringBuilder out) {
    YamlEmitter emitter = new YamlEmitter(out);
    emitter.node(data, -1, false);
    emitter.out.indentTo(0);
  }

  private void node(@Nullable Object data, int indent, boolean inMapping) {
    if (data instanceof Map<?, ?> map) {
      mapping(map, indent);
    } else if (data instanceof List<?> list) {
      sequence(list, indent, inMapping);
    } else {
      scalar(data, indent, false);
    }
  }

  private void mapping(Map<?, ?> map, int parent) {
    if (map.isEmpty()) {
      out.indicator("{", true, true, false);
      out.indicator("}", false, false, false);
      return;
    }
    int indent = parent < 0 ? 0 : parent + INDENT;
    List<String> keys = new ArrayList<>(map.size());
    map.keySet().forEach(key -> keys.add((String) key));
    keys.sort(KeyOrder.NATURAL);
    for (String key : keys) {
      out.indentTo(indent);
      if (isSimple(key)) {
        scalar(key, indent, true);
        out.indicator(":", false, false, false);
      } else {
        out.indicator("?", true, false, true);
        scalar(key, indent, false);
        out.indentTo(indent);
        out.indicator(":", true, false, true);
      }
      node(map.get(key), indent, true);
    }
  }

  private static boolean isSimple(String key) {
    return !ScalarAnalysis.of(key).multiline()
        && key.getBytes(StandardCharsets.UTF_8).length <= MAX_SIMPLE_KEY;
  }

  private void sequence(List<?> list, int parent, boolean inMapping) {
    if (list.isEmpty()) {
      out.indicator("[", true, true, false);
      out.indicator("]", false, false, false);
      return;
    }
    boolean indentless = inMapping && !out.isIndention();
    int indent = parent < 0 ? 0 : indentless ? parent : parent + INDENT;
    for (Object item : list) {
      out.indentTo(indent);
      out.indicator("-", true, false, true);
      node(item, indent, false);
    }
  }

  private void scalar(@Nullable Object data, int parent, boolean simpleKey) {
    int indent = parent < 0 ? INDENT : parent + INDENT;
    ScalarWriter writer = new ScalarWriter(out, indent, !simpleKey);
    if (!(data instanceof String given)) {
      writer.plain(data instanceof Double number ? Numbers.general(number) : String.valueOf(data));
      return;
    }
    String text = given.indexOf(NEXT_LINE) >= 0 ? withoutNextLine(given) : given;
    ScalarAnalysis analysis = ScalarAnalysis.of(text);
    if (text.indexOf('\n') >= 0 && analysis.blockAllowed() && !simpleKey) {
      writer.literal(text);
    } else if (text.indexOf('\n') >= 0 || !canBePlain(text)) {
      writer.doubleQuoted(text);
    } else if (analysis.plainAllowed()) {
      writer.plain(text);
    } else if (analysis.singleQuotedAllowed() && !(simpleKey && analysis.multiline())) {
      writer.singleQuoted(text);
    } else {
      writer.doubleQuoted(text);
    }
  }

  /**
   * The original reads its own JSON as YAML before it writes it; there, U+0085 is a line break that
   * is folded.
   */
  private static String withoutNextLine(String text) {
    StringBuilder folded = new StringBuilder(text.length());
    int breaks = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == NEXT_LINE) {
        breaks++;
        trimBlanks(folded);
        if (breaks > 1) {
          folded.append('\n');
        }
      } else if (c != ' ' || breaks == 0) {
        if (breaks == 1) {
          folded.append(' ');
        }
        folded.append(c);
        breaks = 0;
      }
    }
    return folded.append(breaks == 1 ? " " : "").toString();
  }

  private static void trimBlanks(StringBuilder text) {
    while (text.length() > 0 && text.charAt(text.length() - 1) == ' ') {
      text.setLength(text.length() - 1);
    }
  }

  private static boolean canBePlain(String text) {
    String tag = Dialect.YAML_1_1.resolve(text).tag();
    return (tag.equals(Tags.STRING) || tag.equals(Tags.MERGE))
        && (text.indexOf(':') < 0 || !BASE_60.matches(text));
  }
}
