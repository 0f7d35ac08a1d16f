package dev.plumbline.charts;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Supplier;

/** A body that is only so long, and that a deadline closes. */
final class GuardedBody extends FilterInputStream {

  private final String shown;
  private final long maxBytes;
  private final BodyDeadline deadline;
  private final Supplier<ChartException> late;
  private long read;

  GuardedBody(
      InputStream body,
      String shown,
      long maxBytes,
      BodyDeadline deadline,
      Supplier<ChartException> late) {
    super(body);
    this.shown = shown;
    this.maxBytes = maxBytes;
    this.deadline = deadline;
    this.late = late;
  }

  @Override
  public int read() throws IOException {
    try {
      int one = super.read();
      counted(one < 0 ? 0 : 1);
      return one;
    } catch (IOException e) {
      throw cause(e);
    }
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      int some = super.read(buffer, offset, length);
      counted(Math.max(0, some));
      return some;
    } catch (IOException e) {
      throw cause(e);
    }
  }

  @Override
  public long skip(long count) throws IOException {
    long skipped = super.skip(count);
    counted(skipped);
    return skipped;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void counted(long more) {
    read += more;
    if (read > maxBytes) {
      throw new ChartException(
          ChartException.Reason.TOO_LARGE,
          shown + " has more than " + maxBytes + " bytes, which is the limit");
    }
    if (deadline.hasPassed()) {
      throw late.get();
    }
  }

  private IOException cause(IOException e) {
    if (deadline.hasPassed()) {
      throw late.get();
    }
    return e;
  }

  @Override
  public void close() throws IOException {
    deadline.cancel();
    super.close();
  }
}
