package dev.plumbline.sops.format;

import dev.plumbline.sops.SopsException;
import dev.plumbline.sops.tree.Branch;
import dev.plumbline.sops.tree.Comment;
import dev.plumbline.sops.tree.Entry;
import dev.plumbline.sops.tree.Pair;
import dev.plumbline.sops.tree.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Ini files by the rules of the library that SOPS uses: {@code =} or {@code :}, comments that begin
 * with {@code #} or {@code ;} anywhere outside of quotes, triple quotes and back quotes around
 * values of several lines, and a backslash at the end of a line that goes on.
 */
final class IniReader {

  private static final String DEFAULT_SECTION = "DEFAULT";
  private static final String TRIPLE = "\"\"\"";

  private final String[] lines;
  private final ValueBudget budget;
  private int next;
  private final StringBuilder comment = new StringBuilder();

  private IniReader(String text, ValueBudget budget) {
    this.lines = text.split("\n", -1);
    this.budget = budget;
  }

  /** A section: its keys in the order of the file, a doubled key being the last one's. */
  private static final class Section {
    private final String name;
    private String comment = "";
    private final Map<String, String> values = new LinkedHashMap<>();
    private final Map<String, String> comments = new LinkedHashMap<>();

    Section(String name) {
      this.name = name;
    }

    Pair pair() {
      List<Entry> entries = new ArrayList<>();
      if (!comment.isEmpty()) {
        entries.add(new Comment(stripped(comment)));
      }
      values.forEach(
          (key, value) -> {
            entries.add(new Pair(key, Scalar.of(value)));
            String behind = comments.getOrDefault(key, "");
            if (!behind.isEmpty()) {
              entries.add(new Comment(stripped(behind)));
            }
          });
      return new Pair(name, new Branch(entries));
    }

    private static String stripped(String comment) {
      return comment.replaceFirst("^(?:;[; ]*|#[# ]*)", "");
    }
  }

  static Branch read(String text, ValueBudget budget) throws SopsException {
    return new IniReader(text, budget).read();
  }

  private Branch read() throws SopsException {
    Section section = new Section(DEFAULT_SECTION);
    List<Section> sections = new ArrayList<>(List.of(section));
    while (next < lines.length) {
      String line = lines[next++].stripLeading();
      if (line.startsWith("#") || line.startsWith(";")) {
        comment.append(line).append('\n');
      } else if (line.startsWith("[")) {
        section = section(line);
        sections.add(section);
      } else if (!line.isEmpty()) {
        add(section, line);
      }
    }
    return new Branch(sections.stream().<Entry>map(Section::pair).toList());
  }

  private Section section(String line) throws SopsException {
    int end = line.lastIndexOf(']');
    if (end < 0) {
      throw Store.malformed(next, "the section is not closed by ]");
    }
    budget.add(1);
    Section section = new Section(line.substring(1, end));
    int mark = commentAt(line, end + 1);
    if (mark >= 0) {
      comment.append(line.substring(mark));
    }
    section.comment = takeComment();
    return section;
  }

  private void add(Section section, String line) throws SopsException {
    budget.add(2);
    String quote = line.startsWith(TRIPLE) ? TRIPLE : line.startsWith("\"") ? "\"" : "";
    quote = line.startsWith("`") ? "`" : quote;
    String key;
    int from;
    if (quote.isEmpty()) {
      from = delimiterAt(line, 0);
      key = line.substring(0, Math.max(from, 0)).strip();
    } else {
      int close = line.indexOf(quote, quote.length());
      from = close < 0 ? -1 : delimiterAt(line, close + quote.length());
      key = close < 0 ? "" : line.substring(quote.length(), close).strip();
    }
    if (from < 0 || key.isEmpty()) {
      throw Store.malformed(next, "expected key = value");
    }
    section.values.put(key, value(line.substring(from + 1).stripLeading()));
    section.comments.put(key, takeComment());
  }

  private String value(String text) throws SopsException {
    String quote = text.length() > 3 && text.startsWith(TRIPLE) ? TRIPLE : "";
    quote = text.startsWith("`") ? "`" : quote;
    if (!quote.isEmpty()) {
      int close = text.lastIndexOf(quote);
      return close >= quote.length()
          ? text.substring(quote.length(), close)
          : multiline(text.substring(quote.length()), quote);
    }
    String line = text.strip();
    if (line.endsWith("\\")) {
      return continued(line);
    }
    int mark = commentAt(line, 0);
    if (mark >= 0) {
      comment.append(line.substring(mark));
      line = line.substring(0, mark).strip();
    }
    return isQuoted(line, '\'') || isQuoted(line, '"')
        ? line.substring(1, line.length() - 1)
        : line;
  }

  private String multiline(String first, String quote) throws SopsException {
    int begin = next;
    StringBuilder value = new StringBuilder(first);
    while (next < lines.length) {
      String line = lines[next++];
      value.append('\n');
      int close = line.lastIndexOf(quote);
      if (close >= 0) {
        return value.append(line, 0, close).toString();
      }
      value.append(line);
    }
    throw Store.malformed(begin, "the value is not closed by " + quote);
  }

  private String continued(String first) {
    StringBuilder value = new StringBuilder(first.substring(0, first.length() - 1));
    while (next < lines.length) {
      String line = lines[next++].strip();
      boolean more = line.endsWith("\\");
      value.append(more ? line.substring(0, line.length() - 1) : line);
      if (!more) {
        break;
      }
    }
    return value.toString();
  }

  private String takeComment() {
    String taken = comment.toString().strip();
    comment.setLength(0);
    return taken;
  }

  private static boolean isQuoted(String text, char quote) {
    return text.length() >= 2
        && text.charAt(0) == quote
        && text.indexOf(quote, 1) == text.length() - 1;
  }

  private static int commentAt(String line, int from) {
    return first(line.indexOf('#', from), line.indexOf(';', from));
  }

  private static int delimiterAt(String line, int from) {
    return first(line.indexOf('=', from), line.indexOf(':', from));
  }

  private static int first(int one, int other) {
    return one < 0 || other < 0 ? Math.max(one, other) : Math.min(one, other);
  }
}
