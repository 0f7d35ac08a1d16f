package dev.plumbline.stream;

/** A promise to acknowledge a record later; see {@link StreamRecord#hold()}. */
@FunctionalInterface
public interface Ack {
  /** Says that the record's effect is stored. Calling it again, or from any thread, is harmless. */
  void done();
}
