package dev.plumbline.kustomize.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Text to nodes. Aliases and merge keys are gone afterwards: each is a copy of what it stood for.
 */
public final class YamlReader {

  private static final String SEPARATOR = "\n---";

  private final YamlLimits limits;

  public YamlReader(YamlLimits limits) {
    this.limits = limits;
  }

  /**
   * Every document of a file, without the empty ones.
   *
   * <p>The text is cut at separator lines first and each part read up to its end marker, as the
   * original does.
   *
   * @throws YamlException for what is no YAML
   */
  public List<Node> documents(String text) {
    String unix = text.replace("\r\n", "\n");
    List<Node> documents = new ArrayList<>();
    int start = 0;
    int line = 0;
    int separator = unix.indexOf(SEPARATOR);
    while (separator >= 0) {
      int end = unix.indexOf('\n', separator + SEPARATOR.length());
      if (end < 0) {
        break;
      }
      int nextLine = line + count(unix, start, end + 1);
      checkSeparator(unix.substring(separator + SEPARATOR.length(), end), nextLine);
      add(unix.substring(start, separator + 1), line, documents);
      start = end + 1;
      line = nextLine;
      separator = unix.indexOf(SEPARATOR, start);
    }
    add(unix.substring(start), line, documents);
    return documents;
  }

  /**
   * The first document; nothing when there is none or it is null.
   *
   * @throws YamlException for what is no YAML
   */
  public Optional<Node> first(String text) {
    return read(text, 0);
  }

  private void add(String part, int line, List<Node> documents) {
    read(part, line).ifPresent(documents::add);
  }

  private Optional<Node> read(String part, int line) {
    String text = part.startsWith("\uFEFF") ? part.substring(1) : part;
    Scanner scanner = new Scanner(new Source(text, line + 1));
    return new TreeBuilder(scanner, limits).first().filter(node -> !node.isNull());
  }

  private static void checkSeparator(String rest, int line) {
    String content = rest.strip();
    if (!content.isEmpty() && content.charAt(0) != '#') {
      throw new YamlException(
          line, "invalid document separator: expected \"---\" and at most a comment behind it");
    }
  }

  private static int count(String text, int from, int to) {
    int lines = 0;
    for (int i = from; i < to; i++) {
      if (text.charAt(i) == '\n') {
        lines++;
      }
    }
    return lines;
  }
}
