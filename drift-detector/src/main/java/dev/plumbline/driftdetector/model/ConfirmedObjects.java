package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.Json;
import dev.plumbline.contracts.events.Verdict.Confirmation;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The objects that a person's word is for, each as eight bytes of a digest of its id and uid: so
 * the word holds for what is left when some of them are gone, and for nothing else. A uid is the
 * API server's choice, so nobody makes an object that has another one's digest.
 */
record ConfirmedObjects(Set<Long> digests) {

  private static final int DIGITS = 16;
  private static final int HEX = 16;

  ConfirmedObjects {
    digests = Set.copyOf(digests);
  }

  /** Of objects, each told by its id and uid. */
  static ConfirmedObjects of(Collection<String> lines) {
    Set<Long> digests = new HashSet<>();
    lines.forEach(line -> digests.add(digest(line)));
    return new ConfirmedObjects(digests);
  }

  /** Of a person's word; none of a word that does not say. */
  static ConfirmedObjects of(@Nullable Confirmation word) {
    if (word == null || word.objects() == null) {
      return new ConfirmedObjects(Set.of());
    }
    ByteBuffer packed = ByteBuffer.wrap(Base64.getDecoder().decode(word.objects()));
    Set<Long> digests = new HashSet<>();
    while (packed.remaining() >= Long.BYTES) {
      digests.add(packed.getLong());
    }
    return new ConfirmedObjects(digests);
  }

  private static long digest(String line) {
    return Long.parseUnsignedLong(Json.sha256(line).substring(0, DIGITS), HEX);
  }

  /** Whether the word is for all of these. */
  boolean include(Collection<String> lines) {
    return !digests.isEmpty() && lines.stream().allMatch(line -> digests.contains(digest(line)));
  }

  /** Without these. */
  ConfirmedObjects without(Collection<String> lines) {
    Set<Long> left = new HashSet<>(digests);
    lines.forEach(line -> left.remove(digest(line)));
    return left.size() == digests.size() ? this : new ConfirmedObjects(left);
  }

  /** As it is kept. */
  String packed() {
    ByteBuffer packed = ByteBuffer.allocate(Long.BYTES * digests.size());
    digests.stream().sorted().forEach(packed::putLong);
    return Base64.getEncoder().encodeToString(packed.array());
  }
}
