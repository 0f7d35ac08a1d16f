package dev.plumbline.chaos.faults;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record that no service can process.
 *
 * @param name what is wrong with it
 * @param cause what its dead letter has to say of it
 */
record Poison(
    String name,
    @Nullable String key,
    Map<String, String> headers,
    byte @Nullable [] value,
    String cause) {

  private static final int TOO_DEEP = 300;

  /**
   * Everything that can be wrong with a record in place of a good one.
   *
   * @param good a record of the topic, of the key whose lane is to be poisoned
   * @param foreign a good record of another topic under the same key
   */
  static List<Poison> inPlaceOf(
      ConsumerRecord<byte[], byte[]> good, ConsumerRecord<byte[], byte[]> foreign) {
    String key = RawTopics.text(good.key());
    Map<String, String> headers = RawTopics.headers(good);
    String json = RawTopics.text(good.value());
    List<Poison> all = new ArrayList<>();
    all.add(new Poison("no JSON", key, headers, bytes("{\"a\":"), "Unexpected end-of-input"));
    all.add(new Poison("a list", key, headers, bytes("[]"), "Cannot deserialize"));
    all.add(new Poison("nothing in it", key, headers, bytes("{}"), "Missing required"));
    all.add(new Poison("null", key, headers, bytes("null"), "null data"));
    all.add(
        new Poison("no text", key, headers, new byte[] {(byte) 0xff, 0, 1}, "Unrecognized token"));
    all.add(
        new Poison(
            "too deep",
            key,
            headers,
            bytes(json.replaceFirst("\\{", "{\"deep\":" + "[".repeat(TOO_DEEP))),
            "nesting depth"));
    all.add(new Poison("no headers", key, Map.of(), good.value(), "header ce_type is missing"));
    all.add(
        new Poison(
            "an unknown type",
            key,
            with(headers, "ce_type", "dev.plumbline.unheard.of"),
            good.value(),
            "unknown ce_type"));
    all.add(
        new Poison(
            "an event of another topic",
            RawTopics.text(foreign.key()),
            RawTopics.headers(foreign),
            foreign.value(),
            "does not belong on topic"));
    all.add(new Poison("another key", "else/where", headers, good.value(), "'else/where'"));
    all.add(new Poison("an empty key", "", headers, good.value(), "key is ''"));
    return all;
  }

  /** What state topics do not take, or take for something else. */
  static List<Poison> ofAccountsOnly(ConsumerRecord<byte[], byte[]> good) {
    Map<String, String> headers = RawTopics.headers(good);
    return List.of(
        new Poison("no key", null, headers, good.value(), "key is ''"),
        new Poison("no value", RawTopics.text(good.key()), headers, null, "without data"));
  }

  private static Map<String, String> with(Map<String, String> headers, String name, String value) {
    Map<String, String> changed = new HashMap<>(headers);
    changed.put(name, value);
    return changed;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What is wrong with it. */
  @Override
  public String toString() {
    return name;
  }
}
