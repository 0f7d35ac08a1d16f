package dev.plumbline.jsonnet.engine;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a child is to evaluate.
 *
 * @param file its path in the repository
 * @param externals names of external variables and their values as Jsonnet
 * @param arguments names of top-level arguments and their values as Jsonnet
 */
public record EvaluationRequest(
    String file, Map<String, String> externals, Map<String, String> arguments) {

  /** As bytes. */
  public byte[] encode() {
    MessageWriter out = new MessageWriter().text(file);
    write(out, externals);
    write(out, arguments);
    return out.bytes();
  }

  static EvaluationRequest decode(byte[] bytes) {
    MessageReader in = new MessageReader(bytes);
    return new EvaluationRequest(in.text(), read(in), read(in));
  }

  private static void write(MessageWriter out, Map<String, String> map) {
    out.number(map.size());
    map.forEach((name, value) -> out.text(name).text(value));
  }

  private static Map<String, String> read(MessageReader in) {
    Map<String, String> map = new LinkedHashMap<>();
    int size = in.number();
    for (int i = 0; i < size; i++) {
      map.put(in.text(), in.text());
    }
    return map;
  }
}
