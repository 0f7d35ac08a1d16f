package dev.plumbline.kustomize.yaml;

import java.util.HashMap;
import java.util.Map;

/** Reads anchors, tags and directives. */
final class TagScanner {

  private static final String URI_CHARACTERS = "-_;/?:@&=+$.!~*'()%[],";
  private static final String BEHIND_ANCHOR = "?:,]}%@`";

  private final Source source;
  private final Map<String, String> handles = new HashMap<>();

  TagScanner(Source source) {
    this.source = source;
    handles.put("!", "!");
    handles.put("!!", "tag:yaml.org,2002:");
  }

  /** The name of an anchor or alias. */
  String anchor() {
    source.skip();
    int start = source.position();
    skipWord();
    String name = source.since(start);
    char next = source.peek();
    if (name.isEmpty() || (!Source.isBlankOrEnd(next) && BEHIND_ANCHOR.indexOf(next) < 0)) {
      throw source.problem("did not find expected alphabetic or numeric character in an anchor");
    }
    return name;
  }

  private void skipWord() {
    while (isWord(source.peek())) {
      source.skip();
    }
  }

  private static boolean isWord(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-';
  }

  /** A whole tag, its handle resolved; {@code !} for the one that says nothing. */
  String tag() {
    String tag = source.peek(1) == '<' ? verbatim() : shorthand();
    if (!Source.isBlankOrEnd(source.peek())) {
      throw source.problem("did not find expected whitespace or line break behind a tag");
    }
    return tag;
  }

  private String verbatim() {
    source.skip(2);
    String tag = uri();
    if (source.peek() != '>') {
      throw source.problem("did not find the expected '>' of a tag");
    }
    source.skip();
    return tag;
  }

  private String shorthand() {
    int start = source.position();
    source.skip();
    skipWord();
    if (source.peek() == '!') {
      source.skip();
      String handle = source.since(start);
      String prefix = handles.get(handle);
      if (prefix == null) {
        throw source.problem("found undefined tag handle");
      }
      return prefix + uri();
    }
    uri();
    return source.since(start);
  }

  private String uri() {
    int start = source.position();
    while (isWord(source.peek())
        || (source.peek() != 0 && URI_CHARACTERS.indexOf(source.peek()) >= 0)) {
      source.skip();
    }
    return source.since(start);
  }

  /** A line that says something of the YAML that follows. */
  void directive() {
    int start = source.position();
    source.skipToBreak();
    String[] words = source.since(start).strip().split("[ \t]+", -1);
    if (words[0].equals("%YAML")) {
      if (words.length < 2 || !words[1].equals("1.1")) {
        throw source.problem("found incompatible YAML document");
      }
    } else if (words[0].equals("%TAG")) {
      if (words.length < 3) {
        throw source.problem("did not find expected tag handle and prefix");
      }
      handles.put(words[1], words[2]);
    } else {
      throw source.problem("found unknown directive name");
    }
  }
}
