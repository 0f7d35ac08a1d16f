package dev.plumbline.embedded;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Lets everything through up to a pack's first bytes, and drops the rest without a word. */
final class TruncatedPack extends FilterOutputStream {
  private static final byte[] PACK = {'P', 'A', 'C', 'K'};
  private static final int KEPT = 20;

  private int matched;
  private int left = -1;

  TruncatedPack(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int value) throws IOException {
    if (left < 0) {
      out.write(value);
      matched = (byte) value == PACK[matched] ? matched + 1 : (byte) value == PACK[0] ? 1 : 0;
      if (matched == PACK.length) {
        left = KEPT;
      }
    } else if (left > 0) {
      out.write(value);
      left--;
    }
  }
}
