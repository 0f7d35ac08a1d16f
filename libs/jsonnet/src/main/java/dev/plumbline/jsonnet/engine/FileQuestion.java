package dev.plumbline.jsonnet.engine;

/**
 * A file that a child needs.
 *
 * @param directory of the file that imports it
 * @param name as it is written there; empty for the file to evaluate itself
 * @param binary whether its bytes are wanted and not its text
 */
public record FileQuestion(String directory, String name, boolean binary) {

  byte[] encode() {
    return new MessageWriter().text(directory).text(name).number(binary ? 1 : 0).bytes();
  }

  /** From bytes. */
  public static FileQuestion decode(byte[] bytes) {
    MessageReader in = new MessageReader(bytes);
    return new FileQuestion(in.text(), in.text(), in.number() == 1);
  }
}
