package dev.plumbline.kustomize.yaml;

/**
 * A part of a text.
 *
 * @param text of a scalar, an anchor, an alias, or a whole tag
 */
record Token(TokenType type, int line, String text, Style style) {

  static Token of(TokenType type, int line) {
    return new Token(type, line, "", Style.PLAIN);
  }

  static Token of(TokenType type, int line, String text) {
    return new Token(type, line, text, Style.PLAIN);
  }
}
