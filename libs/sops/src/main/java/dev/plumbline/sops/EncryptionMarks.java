package dev.plumbline.sops;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Tells an encrypted file by its metadata, without reading all of it as what it is. */
final class EncryptionMarks {

  private static final String KEY = "sops";
  private static final String TIME = "lastmodified";
  private static final String MAC = "mac";
  private static final JsonFactory JSON = new JsonFactory();

  private static final Pattern YAML =
      Pattern.compile("^(?:sops|'sops'|\"sops\")[ \t]*:", Pattern.MULTILINE);
  private static final Pattern DOTENV =
      Pattern.compile("^sops_(?:lastmodified|mac)[ \t]*=", Pattern.MULTILINE);
  private static final Pattern INI = Pattern.compile("^[ \t]*\\[sops\\]", Pattern.MULTILINE);

  private EncryptionMarks() {}

  static boolean has(byte[] bytes, SopsFormat format) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    if (!text.contains(KEY) || !(text.contains(TIME) || text.contains(MAC))) {
      return false;
    }
    return switch (format) {
      case YAML -> YAML.matcher(text).find() || isJson(text);
      case JSON, BINARY -> isJson(text);
      case DOTENV -> DOTENV.matcher(text).find();
      case INI -> INI.matcher(text).find();
    };
  }

  /** Whether it is an object with the key at its top; as far as it can be read. */
  private static boolean isJson(String text) {
    if (!text.stripLeading().startsWith("{")) {
      return false;
    }
    try (JsonParser tokens = JSON.createParser(text)) {
      tokens.nextToken();
      while (tokens.nextToken() == JsonToken.FIELD_NAME) {
        if (tokens.currentName().equals(KEY)) {
          return tokens.nextToken() == JsonToken.START_OBJECT;
        }
        tokens.nextToken();
        tokens.skipChildren();
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }
}
