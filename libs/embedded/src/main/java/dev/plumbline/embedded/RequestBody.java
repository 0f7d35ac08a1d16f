package dev.plumbline.embedded;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * A request's body, read whole before JGit sees it (UploadPack skips in its input, which hangs on
 * the HTTP server's own stream). What is larger than a few MiB waits in a temporary file.
 */
final class RequestBody implements AutoCloseable {
  private static final int IN_MEMORY = 4 * 1024 * 1024;

  private final byte[] bytes;
  private final @Nullable Path file;

  private RequestBody(byte[] bytes, @Nullable Path file) {
    this.bytes = bytes;
    this.file = file;
  }

  /**
   * Reads a body, inflating it when it is gzipped.
   *
   * @param limit the most bytes to accept, counted after inflating
   * @throws TooLargeException when there is more
   */
  static RequestBody read(InputStream in, boolean gzipped, long limit) throws IOException {
    InputStream plain = gzipped ? new GZIPInputStream(in) : in;
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    if (copy(plain, head, 0, Math.min(IN_MEMORY, limit)) < Math.min(IN_MEMORY, limit)) {
      return new RequestBody(head.toByteArray(), null);
    }
    Path file = Files.createTempFile("plumbline-git-", ".body");
    try (OutputStream out = Files.newOutputStream(file)) {
      head.writeTo(out);
      if (copy(plain, out, head.size(), limit) >= limit && plain.read() >= 0) {
        throw new TooLargeException(limit);
      }
      return new RequestBody(new byte[0], file);
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  private static long copy(InputStream in, OutputStream out, long from, long limit)
      throws IOException {
    byte[] buffer = new byte[16 * 1024];
    long total = from;
    while (total < limit) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, limit - total));
      if (read < 0) {
        return total;
      }
      out.write(buffer, 0, read);
      total += read;
    }
    return total;
  }

  InputStream open() throws IOException {
    return file == null
        ? new ByteArrayInputStream(bytes)
        : new BufferedInputStream(Files.newInputStream(file));
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      Files.deleteIfExists(file);
    }
  }

  /** The body is larger than the server accepts. */
  static final class TooLargeException extends IOException {
    private static final long serialVersionUID = 1L;

    TooLargeException(long limit) {
      super("the request body is larger than " + limit + " bytes");
    }
  }
}
