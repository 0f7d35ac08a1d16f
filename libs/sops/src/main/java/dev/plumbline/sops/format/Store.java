package dev.plumbline.sops.format;

import dev.plumbline.sops.SopsException;
import dev.plumbline.sops.SopsException.Reason;
import dev.plumbline.sops.SopsFormat;
import dev.plumbline.sops.SopsLimits;
import dev.plumbline.sops.tree.Branch;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Reads encrypted files of a format, and writes clear ones. */
public interface Store {

  /** The store of a format. */
  static Store of(SopsFormat format, SopsLimits limits) {
    return switch (format) {
      case YAML -> new YamlStore(limits);
      case JSON -> new JsonStore(limits);
      case DOTENV -> new DotenvStore(limits);
      case INI -> new IniStore(limits);
      case BINARY -> new BinaryStore(limits);
    };
  }

  /**
   * Reads an encrypted file.
   *
   * @throws SopsException {@code MALFORMED} with the line, or {@code TOO_LARGE}
   */
  Documents read(byte[] bytes) throws SopsException;

  /**
   * Writes what the format can hold.
   *
   * @throws SopsException {@code MALFORMED} when it cannot hold a value, naming its key
   */
  byte[] write(List<Branch> documents) throws SopsException;

  /** The text of a file. */
  static String decode(byte[] bytes) throws SopsException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw malformed("it is not UTF-8 text");
    }
  }

  /** A file that is not of its format. */
  static SopsException malformed(String message) {
    return new SopsException(Reason.MALFORMED, message);
  }

  /** A file that is not of its format. */
  static SopsException malformed(int line, String message) {
    return malformed("line " + line + ": " + message);
  }
}
