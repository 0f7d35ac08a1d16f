package dev.plumbline.workers;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * One message between the two ends of a pipe: a mark, a kind, a length and that many bytes. Both
 * ends are of the same build, so there is no version; the mark tells what was printed by mistake.
 */
record Frame(Kind kind, byte[] content) {

  private static final int MARK = 0x506c756d;

  /** What a message is. */
  enum Kind {
    /** From the child, once: it is up. */
    READY,
    /** To the child: a task's class name and its request. */
    CALL,
    /** From the child, while it has a call. */
    QUESTION,
    /** To the child, after a question. */
    ANSWER,
    /** To the child, after a question, for there is no answer and the call has to end. */
    NO_ANSWER,
    /** From the child: the end of a call. */
    RESULT,
    /** From the child: the end of a call, by an exception of this class and message. */
    FAILURE,
    /** From the child: the end of a call whose result, or question, is larger than allowed. */
    TOO_LARGE
  }

  static Frame of(Kind kind, String first, byte[] rest) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(first.length() + rest.length + 4);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      byte[] text = first.getBytes(StandardCharsets.UTF_8);
      out.writeInt(text.length);
      out.write(text);
      out.write(rest);
    } catch (IOException e) {
      throw new UncheckedIOException("writing into memory failed", e);
    }
    return new Frame(kind, bytes.toByteArray());
  }

  /** The text that the content begins with. */
  String first() {
    return new String(content, 4, firstLength(), StandardCharsets.UTF_8);
  }

  /** The content behind its first text. */
  byte[] rest() {
    int start = 4 + firstLength();
    byte[] rest = new byte[content.length - start];
    System.arraycopy(content, start, rest, 0, rest.length);
    return rest;
  }

  private int firstLength() {
    return java.nio.ByteBuffer.wrap(content).getInt();
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(MARK);
    out.writeByte(kind.ordinal());
    out.writeInt(content.length);
    out.write(content);
    out.flush();
  }

  /**
   * Reads one.
   *
   * @throws EOFException at the end of the stream
   * @throws IOException for what is no frame, or a larger one
   */
  static Frame read(DataInputStream in, int maxBytes) throws IOException {
    if (in.readInt() != MARK) {
      throw new NotAFrameException("something that is no message");
    }
    int kind = in.readUnsignedByte();
    int length = in.readInt();
    if (kind >= Kind.values().length || length < 0) {
      throw new NotAFrameException("a message of an unknown kind");
    }
    if (length > maxBytes) {
      throw new NotAFrameException(
          "a message of " + length + " bytes, more than the " + maxBytes + " allowed");
    }
    byte[] content = new byte[length];
    in.readFully(content);
    return new Frame(Kind.values()[kind], content);
  }

  /** What came is not what the other end says. */
  static final class NotAFrameException extends IOException {
    private static final long serialVersionUID = 1L;

    NotAFrameException(String message) {
      super(message);
    }
  }
}
