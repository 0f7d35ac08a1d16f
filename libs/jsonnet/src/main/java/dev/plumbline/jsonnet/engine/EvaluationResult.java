package dev.plumbline.jsonnet.engine;

/**
 * What came of an evaluation.
 *
 * @param succeeded whether there is a value
 * @param text the value as JSON, or what went wrong
 * @param file where it went wrong, as a path in the repository; empty when not known
 * @param line 1-based; 0 when not known
 */
public record EvaluationResult(boolean succeeded, String text, String file, int line) {

  static EvaluationResult value(String json) {
    return new EvaluationResult(true, json, "", 0);
  }

  static EvaluationResult failure(String message, String file, int line) {
    return new EvaluationResult(false, message, file, line);
  }

  byte[] encode() {
    return new MessageWriter().number(succeeded ? 1 : 0).text(text).text(file).number(line).bytes();
  }

  /** From bytes. */
  public static EvaluationResult decode(byte[] bytes) {
    MessageReader in = new MessageReader(bytes);
    return new EvaluationResult(in.number() == 1, in.text(), in.text(), in.number());
  }
}
