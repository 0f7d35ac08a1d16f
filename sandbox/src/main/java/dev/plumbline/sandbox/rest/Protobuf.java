package dev.plumbline.sandbox.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.plumbline.sandbox.schema.Json;
import dev.plumbline.sandbox.schema.Resource;
import dev.plumbline.sandbox.schema.Type;
import dev.plumbline.sandbox.schema.Type.Field;
import dev.plumbline.sandbox.schema.TypeTable;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decodes the protobuf in which typed Go clients send built-in kinds, by the field numbers of the
 * type table. Nothing is ever encoded.
 */
final class Protobuf {

  private static final byte[] MAGIC = {'k', '8', 's', 0};
  private static final int MAX_DEPTH = 100;

  private Protobuf() {}

  /** The object in a protobuf envelope, or null when the envelope is not understood. */
  static @Nullable ObjectNode decode(Resource resource, byte[] body) {
    if (body.length < 4 || !Arrays.equals(body, 0, 4, MAGIC, 0, 4)) {
      return null;
    }
    try {
      Reader envelope = new Reader(ByteBuffer.wrap(body, 4, body.length - 4).slice());
      while (envelope.next()) {
        if (envelope.number == 2) {
          return message(resource.type(), envelope.bytes(), 0);
        }
        envelope.skip();
      }
      return null;
    } catch (RuntimeException e) {
      throw ApiError.badRequest("the protobuf body cannot be read as a " + resource.kind());
    }
  }

  private static ObjectNode message(Type type, ByteBuffer bytes, int depth) {
    if (depth > MAX_DEPTH) {
      throw new IllegalArgumentException("nested too deeply");
    }
    ObjectNode object = Json.object();
    Reader in = new Reader(bytes);
    while (in.next()) {
      int number = in.number;
      Field field = null;
      for (Field candidate : type.fields().values()) {
        if (candidate.number() == number) {
          field = candidate;
        }
      }
      Map<Integer, String> embedded = TypeTable.BUILT_IN.embedded(type.name(), number);
      if (field != null) {
        read(object, field, in, depth);
      } else if (!embedded.isEmpty()) {
        embedded(object, type, embedded, in.bytes(), depth);
      } else {
        in.skip();
      }
    }
    return object;
  }

  private static void embedded(
      ObjectNode object, Type type, Map<Integer, String> names, ByteBuffer bytes, int depth) {
    Reader in = new Reader(bytes);
    while (in.next()) {
      Field field = type.fields().get(names.getOrDefault(in.number, ""));
      if (field == null) {
        in.skip();
      } else {
        read(object, field, in, depth + 1);
      }
    }
  }

  private static void read(ObjectNode object, Field field, Reader in, int depth) {
    Type type = field.type().get();
    if (type.isList()) {
      ArrayNode list =
          object.get(field.name()) instanceof ArrayNode array
              ? array
              : object.putArray(field.name());
      list.add(value(type.element(), in, depth));
    } else if (type.isMap() && type.fields().isEmpty()) {
      Reader entry = new Reader(in.bytes());
      String key = "";
      JsonNode value = Json.object();
      while (entry.next()) {
        if (entry.number == 1) {
          key = text(entry.bytes());
        } else {
          value = value(type.element(), entry, depth);
        }
      }
      Json.child(object, field.name()).set(key, value);
    } else {
      object.set(field.name(), value(type, in, depth));
    }
  }

  private static JsonNode value(Type type, Reader in, int depth) {
    if (type.isMap()) {
      return message(type, in.bytes(), depth + 1);
    }
    return switch (type.scalar()) {
      case "integer" -> LongNode.valueOf(in.varint());
      case "boolean" -> BooleanNode.valueOf(in.varint() != 0);
      case "bytes" -> {
        byte[] bytes = new byte[in.peekLength()];
        in.bytes().get(bytes);
        yield TextNode.valueOf(Base64.getEncoder().encodeToString(bytes));
      }
      case "quantity" -> TextNode.valueOf(text(single(in.bytes(), 1)));
      case "time", "microTime" -> time(in.bytes());
      case "intOrString" -> intOrString(in.bytes());
      case "any" -> Json.trusted(text(single(in.bytes(), 1)));
      default -> TextNode.valueOf(text(in.bytes()));
    };
  }

  private static ByteBuffer single(ByteBuffer bytes, int number) {
    Reader in = new Reader(bytes);
    while (in.next()) {
      if (in.number == number) {
        return in.bytes();
      }
      in.skip();
    }
    throw new IllegalArgumentException("field missing");
  }

  private static JsonNode time(ByteBuffer bytes) {
    long seconds = 0;
    long nanos = 0;
    Reader in = new Reader(bytes);
    while (in.next()) {
      long value = in.varint();
      if (in.number == 1) {
        seconds = value;
      } else {
        nanos = value;
      }
    }
    return TextNode.valueOf(Instant.ofEpochSecond(seconds, nanos).toString());
  }

  private static JsonNode intOrString(ByteBuffer bytes) {
    long type = 0;
    long number = 0;
    String text = "";
    Reader in = new Reader(bytes);
    while (in.next()) {
      switch (in.number) {
        case 1 -> type = in.varint();
        case 2 -> number = in.varint();
        default -> text = text(in.bytes());
      }
    }
    return type == 0 ? LongNode.valueOf(number) : TextNode.valueOf(text);
  }

  private static String text(ByteBuffer bytes) {
    return StandardCharsets.UTF_8.decode(bytes).toString();
  }

  /** Fields of one message, one after the other; every field must be read or skipped. */
  private static final class Reader {
    private final ByteBuffer in;
    private int number;
    private int wire;

    Reader(ByteBuffer in) {
      this.in = in;
    }

    boolean next() {
      if (!in.hasRemaining()) {
        return false;
      }
      long tag = raw();
      number = (int) (tag >>> 3);
      wire = (int) (tag & 7);
      return true;
    }

    long varint() {
      if (wire != 0) {
        throw new IllegalArgumentException("not a number");
      }
      return raw();
    }

    private long raw() {
      long value = 0;
      for (int shift = 0; shift < 64; shift += 7) {
        byte b = in.get();
        value |= (long) (b & 0x7f) << shift;
        if (b >= 0) {
          return value;
        }
      }
      throw new IllegalArgumentException("number too long");
    }

    int peekLength() {
      int mark = in.position();
      int length = (int) raw();
      in.position(mark);
      if (length < 0 || length > in.remaining()) {
        throw new IllegalArgumentException("length out of bounds");
      }
      return length;
    }

    ByteBuffer bytes() {
      if (wire != 2) {
        throw new IllegalArgumentException("not a length-delimited field");
      }
      int length = (int) raw();
      ByteBuffer slice = in.slice(in.position(), length);
      in.position(in.position() + length);
      return slice;
    }

    void skip() {
      switch (wire) {
        case 0 -> raw();
        case 1 -> in.position(in.position() + 8);
        case 2 -> bytes();
        case 5 -> in.position(in.position() + 4);
        default -> throw new IllegalArgumentException("unknown wire type " + wire);
      }
    }
  }
}
