package dev.plumbline.kustomize.yaml;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a text into tokens by the rules of libyaml and its kin, which are neither those of YAML 1.1
 * nor of 1.2: what they read otherwise, the original does too.
 */
final class Scanner {

  private static final int MAX_KEY = 1024;
  private static final String INDICATORS = "-?:,[]{}#&*!|>'\"%@`";

  /** Where a key may have begun that has no sign before it. */
  private static final class PossibleKey {
    private boolean possible;
    private boolean required;
    private int token;
    private int position;
    private int line;
    private int column;
  }

  private final Source source;
  private final TextScanner texts;
  private final TagScanner tags;
  private final List<Token> tokens = new ArrayList<>();
  private final List<Integer> indents = new ArrayList<>();
  private final List<PossibleKey> keys = new ArrayList<>();
  private int head;
  private int taken;
  private int indent = -1;
  private boolean keyAllowed = true;
  private boolean ended;

  Scanner(Source source) {
    this.source = source;
    this.texts = new TextScanner(source);
    this.tags = new TagScanner(source);
    keys.add(new PossibleKey());
  }

  /** The next token; it stays. */
  Token peek() {
    while (needsMore()) {
      fetch();
    }
    return tokens.get(head);
  }

  TokenType type() {
    return peek().type();
  }

  /** Takes the next token. */
  Token next() {
    Token token = peek();
    head++;
    taken++;
    if (head == tokens.size()) {
      tokens.clear();
      head = 0;
    }
    return token;
  }

  /** A token cannot be handed out while it may turn out to begin a key. */
  private boolean needsMore() {
    if (ended) {
      return false;
    }
    if (head == tokens.size()) {
      return true;
    }
    for (PossibleKey key : keys) {
      if (key.token == taken && isValid(key)) {
        return true;
      }
    }
    return false;
  }

  private boolean inFlow() {
    return keys.size() > 1;
  }

  private void fetch() {
    skipToToken();
    unroll(source.column());
    char c = source.peek();
    char next = source.peek(1);
    if (source.isEnd()) {
      fetchEnd();
    } else if (source.column() == 0 && c == '%') {
      fetchDirective();
    } else if (source.isDocumentMark('-')) {
      fetchDocument(TokenType.DOCUMENT_START);
    } else if (source.isDocumentMark('.')) {
      fetchDocument(TokenType.DOCUMENT_END);
    } else if (c == '[' || c == '{') {
      fetchFlowStart(c == '[' ? TokenType.FLOW_SEQUENCE_START : TokenType.FLOW_MAPPING_START);
    } else if (c == ']' || c == '}') {
      fetchFlowEnd(c == ']' ? TokenType.FLOW_SEQUENCE_END : TokenType.FLOW_MAPPING_END);
    } else if (c == ',') {
      fetchFlowEntry();
    } else if (c == '-' && Source.isBlankOrEnd(next)) {
      fetchBlockEntry();
    } else if (c == '?' && (inFlow() || Source.isBlankOrEnd(next))) {
      fetchKey();
    } else if (c == ':' && (inFlow() || Source.isBlankOrEnd(next))) {
      fetchValue();
    } else if (c == '*' || c == '&') {
      startOfKey(false);
      int line = source.line();
      add(Token.of(c == '*' ? TokenType.ALIAS : TokenType.ANCHOR, line, tags.anchor()));
    } else if (c == '!') {
      startOfKey(false);
      int line = source.line();
      add(Token.of(TokenType.TAG, line, tags.tag()));
    } else if ((c == '|' || c == '>') && !inFlow()) {
      fetchBlock(c);
    } else if (c == '\'' || c == '"') {
      fetchQuoted(c);
    } else if (startsPlain(c, next)) {
      fetchPlain();
    } else {
      throw source.problem(
          "found character that cannot start any token"
              + (c == '\t' ? ": a tab" : ": '" + c + "'"));
    }
  }

  private boolean startsPlain(char c, char next) {
    return (!Source.isBlankOrEnd(c) && INDICATORS.indexOf(c) < 0)
        || (c == '-' && !Source.isBlank(next))
        || (!inFlow() && (c == '?' || c == ':') && !Source.isBlankOrEnd(next));
  }

  private void skipToToken() {
    while (true) {
      while (source.peek() == ' ' || ((inFlow() || !keyAllowed) && source.peek() == '\t')) {
        source.skip();
      }
      if (source.peek() == '#') {
        source.skipToBreak();
      }
      if (!Source.isBreak(source.peek())) {
        return;
      }
      source.skipBreak();
      keyAllowed |= !inFlow();
    }
  }

  private void add(Token token) {
    tokens.add(token);
  }

  private void add(TokenType type) {
    add(Token.of(type, source.line()));
  }

  private PossibleKey key() {
    return keys.get(keys.size() - 1);
  }

  private boolean isValid(PossibleKey key) {
    if (!key.possible) {
      return false;
    }
    if (key.line < source.line() || key.position + MAX_KEY < source.position()) {
      requireNone(key);
      key.possible = false;
    }
    return key.possible;
  }

  private void requireNone(PossibleKey key) {
    if (key.required) {
      throw new YamlException(key.line, "could not find expected ':' behind a key");
    }
  }

  /** Notes that a key may begin here, and whether one may follow at once. */
  private void startOfKey(boolean allowedBehind) {
    if (keyAllowed) {
      removeKey();
      PossibleKey key = key();
      key.possible = true;
      key.required = !inFlow() && indent == source.column();
      key.token = taken + tokens.size() - head;
      key.position = source.position();
      key.line = source.line();
      key.column = source.column();
    }
    keyAllowed = allowedBehind;
  }

  private void removeKey() {
    PossibleKey key = key();
    if (key.possible) {
      requireNone(key);
    }
    key.possible = false;
  }

  private void roll(int column, int token, TokenType type, int line) {
    if (!inFlow() && indent < column) {
      indents.add(indent);
      indent = column;
      if (token < 0) {
        add(Token.of(type, line));
      } else {
        tokens.add(head + token - taken, Token.of(type, line));
      }
    }
  }

  private void unroll(int column) {
    while (!inFlow() && indent > column) {
      add(TokenType.BLOCK_END);
      indent = indents.remove(indents.size() - 1);
    }
  }

  private void fetchEnd() {
    unroll(-1);
    removeKey();
    keyAllowed = false;
    add(TokenType.STREAM_END);
    ended = true;
  }

  private void fetchDirective() {
    unroll(-1);
    removeKey();
    keyAllowed = false;
    tags.directive();
    add(TokenType.DIRECTIVE);
  }

  private void fetchDocument(TokenType type) {
    unroll(-1);
    removeKey();
    keyAllowed = false;
    add(type);
    source.skip(3);
  }

  private void fetchFlowStart(TokenType type) {
    startOfKey(true);
    keys.add(new PossibleKey());
    keyAllowed = true;
    add(type);
    source.skip();
  }

  private void fetchFlowEnd(TokenType type) {
    removeKey();
    if (inFlow()) {
      keys.remove(keys.size() - 1);
    }
    keyAllowed = false;
    add(type);
    source.skip();
  }

  private void fetchFlowEntry() {
    removeKey();
    keyAllowed = true;
    add(TokenType.FLOW_ENTRY);
    source.skip();
  }

  private void requireKeyAllowed(String what) {
    if (!keyAllowed) {
      throw source.problem(what + " are not allowed in this context");
    }
  }

  private void fetchBlockEntry() {
    if (!inFlow()) {
      requireKeyAllowed("block sequence entries");
      roll(source.column(), -1, TokenType.BLOCK_SEQUENCE_START, source.line());
    }
    removeKey();
    keyAllowed = true;
    add(TokenType.BLOCK_ENTRY);
    source.skip();
  }

  private void fetchKey() {
    if (!inFlow()) {
      requireKeyAllowed("mapping keys");
      roll(source.column(), -1, TokenType.BLOCK_MAPPING_START, source.line());
    }
    removeKey();
    keyAllowed = !inFlow();
    add(TokenType.KEY);
    source.skip();
  }

  private void fetchValue() {
    PossibleKey key = key();
    if (isValid(key)) {
      tokens.add(head + key.token - taken, Token.of(TokenType.KEY, key.line));
      roll(key.column, key.token, TokenType.BLOCK_MAPPING_START, key.line);
      key.possible = false;
      keyAllowed = false;
    } else {
      if (!inFlow()) {
        requireKeyAllowed("mapping values");
        roll(source.column(), -1, TokenType.BLOCK_MAPPING_START, source.line());
      }
      keyAllowed = !inFlow();
    }
    add(TokenType.VALUE);
    source.skip();
  }

  private void fetchBlock(char c) {
    removeKey();
    keyAllowed = true;
    int line = source.line();
    String text = new BlockScanner(source).scan(indent);
    add(new Token(TokenType.SCALAR, line, text, c == '|' ? Style.LITERAL : Style.FOLDED));
  }

  private void fetchQuoted(char quote) {
    startOfKey(false);
    int line = source.line();
    String text = texts.quoted(quote);
    Style style = quote == '"' ? Style.DOUBLE_QUOTED : Style.SINGLE_QUOTED;
    add(new Token(TokenType.SCALAR, line, text, style));
  }

  private void fetchPlain() {
    startOfKey(false);
    int line = source.line();
    TextScanner.Plain plain = texts.plain(indent + 1, inFlow());
    keyAllowed = plain.broken();
    add(new Token(TokenType.SCALAR, line, plain.text(), Style.PLAIN));
  }
}
