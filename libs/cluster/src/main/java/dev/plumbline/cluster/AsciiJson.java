package dev.plumbline.cluster;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A stream of JSON in UTF-8, piece by piece, written in ASCII alone: what lies outside of it can
 * stand in JSON's strings only, and is escaped there. A character that is cut in two by the end of
 * a piece comes out with the next one. Not safe for several threads.
 */
final class AsciiJson {
  private static final int MOST_BYTES_OF_ONE_CHARACTER = 4;
  private static final int ASCII = 0x80;

  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private final ByteBuffer cut = ByteBuffer.allocate(MOST_BYTES_OF_ONE_CHARACTER);

  /**
   * The next piece in ASCII.
   *
   * @param piece is read from its position to its limit, and left as it is where it is ASCII
   *     already: then it is the result itself
   */
  ByteBuffer next(ByteBuffer piece) {
    if (cut.position() == 0 && isAscii(piece)) {
      return piece;
    }
    ByteBuffer whole = ByteBuffer.allocate(cut.position() + piece.remaining());
    whole.put(cut.flip()).put(piece).flip();
    cut.clear();
    CharBuffer characters = CharBuffer.allocate(whole.remaining());
    decoder.reset().decode(whole, characters, false);
    cut.put(whole);
    return escaped(characters.flip());
  }

  private static boolean isAscii(ByteBuffer piece) {
    for (int at = piece.position(); at < piece.limit(); at++) {
      if (piece.get(at) < 0) {
        return false;
      }
    }
    return true;
  }

  private static ByteBuffer escaped(CharBuffer characters) {
    StringBuilder ascii = new StringBuilder(characters.remaining() + 64);
    while (characters.hasRemaining()) {
      char each = characters.get();
      if (each < ASCII) {
        ascii.append(each);
      } else {
        ascii.append("\\u").append(HexFormat.of().toHexDigits(each));
      }
    }
    return StandardCharsets.US_ASCII.encode(CharBuffer.wrap(ascii));
  }
}
