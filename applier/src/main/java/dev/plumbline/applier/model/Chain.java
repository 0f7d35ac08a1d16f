package dev.plumbline.applier.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list that grows at its end. One with an element more shares all others with the one before, so
 * that adding the last of thousands costs no more than adding the first, and whoever still has the
 * one before has it unchanged.
 */
final class Chain<T> {

  private final @Nullable Chain<T> before;
  private final @Nullable T last;
  private final int size;

  private Chain(@Nullable Chain<T> before, @Nullable T last, int size) {
    this.before = before;
    this.last = last;
    this.size = size;
  }

  static <T> Chain<T> empty() {
    return new Chain<>(null, null, 0);
  }

  Chain<T> with(T element) {
    return new Chain<>(this, element, size + 1);
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** All elements, first to last. */
  List<T> toList() {
    List<T> all = new ArrayList<>(size);
    for (Chain<T> each = this; each != null; each = each.before) {
      if (each.last != null) {
        all.add(each.last);
      }
    }
    Collections.reverse(all);
    return all;
  }
}
