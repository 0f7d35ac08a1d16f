package dev.plumbline.sops.format;

import dev.plumbline.sops.SopsException;
import dev.plumbline.sops.tree.Branch;
import dev.plumbline.sops.tree.Comment;
import dev.plumbline.sops.tree.Entry;
import dev.plumbline.sops.tree.Pair;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Ini files as SOPS writes them: the equals signs of a section below one another. */
final class IniWriter {

  private static final String DEFAULT_SECTION = "DEFAULT";

  private final StringBuilder out = new StringBuilder();

  private IniWriter() {}

  static String write(Branch file) throws SopsException {
    IniWriter writer = new IniWriter();
    List<Pair> sections = file.pairs();
    for (int i = 0; i < sections.size(); i++) {
      writer.section(sections.get(i), i == 0, i == sections.size() - 1);
    }
    return writer.out.toString();
  }

  private void section(Pair section, boolean first, boolean last) throws SopsException {
    if (!(section.value() instanceof Branch branch)) {
      throw Store.malformed(
          section.key() + " is outside of a section, which an ini file cannot hold");
    }
    List<Entry> entries = branch.entries();
    int from = 0;
    if (!entries.isEmpty() && entries.get(0) instanceof Comment comment) {
      comment(comment);
      from = 1;
    }
    boolean unnamed = first && section.key().equals(DEFAULT_SECTION);
    if (unnamed && branch.pairs().isEmpty()) {
      return;
    }
    if (!unnamed) {
      out.append('[').append(section.key()).append("]\n");
    }
    keys(entries.subList(from, entries.size()));
    if (!last) {
      out.append('\n');
    }
  }

  private void keys(List<Entry> entries) throws SopsException {
    int width = 0;
    for (Entry entry : entries) {
      if (entry instanceof Pair pair) {
        width = Math.max(width, quotedKey(pair.key()).getBytes(StandardCharsets.UTF_8).length);
      }
    }
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i) instanceof Pair pair) {
        if (i + 1 < entries.size() && entries.get(i + 1) instanceof Comment comment) {
          comment(comment);
        }
        String key = quotedKey(pair.key());
        int length = key.getBytes(StandardCharsets.UTF_8).length;
        byte[] value = DotenvStore.scalar(pair.key(), pair.value());
        out.append(key)
            .append(" ".repeat(width - length))
            .append(" = ")
            .append(quotedValue(new String(value, StandardCharsets.UTF_8)))
            .append('\n');
      }
    }
  }

  private void comment(Comment comment) {
    for (String line : comment.text().split("\n", -1)) {
      if (line.startsWith("#") || line.startsWith(";")) {
        out.append(line.charAt(0)).append(' ').append(line.substring(1).strip());
      } else {
        out.append("; ").append(line.strip());
      }
      out.append('\n');
    }
  }

  private static String quotedKey(String key) {
    if (key.contains("\"") || key.contains("=") || key.contains(":")) {
      return "`" + key + "`";
    }
    return key.contains("`") ? "\"\"\"" + key + "\"\"\"" : key;
  }

  private static String quotedValue(String value) {
    if (value.contains("\n") || value.contains("`")) {
      return "\"\"\"" + value + "\"\"\"";
    }
    if (value.contains("#") || value.contains(";")) {
      return "`" + value + "`";
    }
    return value.strip().length() == value.length() ? value : "\"" + value + "\"";
  }
}
