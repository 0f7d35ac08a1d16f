package dev.plumbline.sandbox.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.sandbox.schema.Json;
import org.jspecify.annotations.Nullable;

/**
 * An object as it was at one resourceVersion. The tree is shared by all readers: nobody may change
 * it.
 */
public final class Stored {

  private final Key key;
  private final long version;
  private final ObjectNode object;
  private volatile byte @Nullable [] bytes;

  Stored(Key key, long version, ObjectNode object) {
    this.key = key;
    this.version = version;
    this.object = object;
  }

  public Key key() {
    return key;
  }

  public long version() {
    return version;
  }

  public ObjectNode object() {
    return object;
  }

  public JsonNode metadata() {
    return object.path("metadata");
  }

  public String uid() {
    return metadata().path("uid").asText();
  }

  /**
   * The object as JSON in its stored version, written once however many watches and lists send it.
   */
  public byte[] bytes() {
    byte[] made = bytes;
    if (made == null) {
      made = Json.bytes(object);
      bytes = made;
    }
    return made;
  }
}
