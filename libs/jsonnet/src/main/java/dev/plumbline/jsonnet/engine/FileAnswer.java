package dev.plumbline.jsonnet.engine;

/**
 * A file, or why there is none.
 *
 * @param found whether there is one
 * @param path of what was found, in the repository
 * @param text of it, or the reason; bytes are the characters up to U+00FF
 */
public record FileAnswer(boolean found, String path, String text) {

  /** A file. */
  public static FileAnswer file(String path, String text) {
    return new FileAnswer(true, path, text);
  }

  /** No file. */
  public static FileAnswer missing(String reason) {
    return new FileAnswer(false, "", reason);
  }

  /** As bytes. */
  public byte[] encode() {
    return new MessageWriter().number(found ? 1 : 0).text(path).text(text).bytes();
  }

  static FileAnswer decode(byte[] bytes) {
    MessageReader in = new MessageReader(bytes);
    return new FileAnswer(in.number() == 1, in.text(), in.text());
  }
}
