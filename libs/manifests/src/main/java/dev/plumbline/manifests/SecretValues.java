package dev.plumbline.manifests;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The texts that a render decrypted, or took from Secrets. Wherever one of them ends up, it must
 * not travel in clear. Shorter texts than four characters are passed over: they tell nothing, and
 * are in everything.
 */
public final class SecretValues {

  private static final int SHORTEST = 4;

  private final Set<String> values = ConcurrentHashMap.newKeySet();

  /** One more; of a text with several lines each line too, for these may be set off anew. */
  public void add(String value) {
    addPart(value);
    if (value.indexOf('\n') >= 0) {
      value.lines().map(String::strip).forEach(this::addPart);
    }
  }

  private void addPart(String value) {
    if (value.length() >= SHORTEST) {
      values.add(value);
    }
  }

  /** Whether a text has one of them in it. */
  public boolean isIn(String text) {
    if (values.isEmpty() || text.length() < SHORTEST) {
      return false;
    }
    return values.contains(text) || values.stream().anyMatch(text::contains);
  }
}
