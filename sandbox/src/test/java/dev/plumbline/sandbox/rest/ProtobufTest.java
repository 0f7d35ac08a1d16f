package dev.plumbline.sandbox.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Registry;
import dev.plumbline.sandbox.schema.Resource;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProtobufTest {

  private static final Resource MAPS = new Registry().stored("configmaps").orElseThrow();

  private static byte[] field(int number, byte[] content) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(number << 3 | 2);
    out.write(content.length);
    out.writeBytes(content);
    return out.toByteArray();
  }

  private static byte[] field(int number, String content) {
    return field(number, content.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] envelope(byte[] object) {
    return join(new byte[] {'k', '8', 's', 0}, field(2, object));
  }

  @Test
  void readsAnObjectByItsFieldNumbers() {
    byte[] metadata = field(1, field(1, "c"));
    byte[] entry = field(2, join(field(1, "key"), field(2, "value")));
    byte[] immutable = {4 << 3, 1};

    ObjectNode object = Protobuf.decode(MAPS, envelope(join(metadata, entry, immutable)));

    assertThat(object)
        .hasToString(
            "{\"metadata\":{\"name\":\"c\"},\"data\":{\"key\":\"value\"},\"immutable\":true}");
  }

  @Test
  void refusesWhatItCannotRead() {
    assertThat(Protobuf.decode(MAPS, new byte[] {1, 2, 3, 4, 5})).isNull();
    byte[] cut = {1 << 3 | 2, 50, 1};
    assertThatThrownBy(() -> Protobuf.decode(MAPS, envelope(cut)))
        .isInstanceOfSatisfying(ApiError.class, e -> assertThat(e.code()).isEqualTo(400));
  }
}
