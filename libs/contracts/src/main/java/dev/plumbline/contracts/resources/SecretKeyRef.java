package dev.plumbline.contracts.resources;

import org.jspecify.annotations.Nullable;

/**
 * One key of a Secret in the resource's own namespace.
 *
 * @param key the key; each user of this type says its default
 */
public record SecretKeyRef(String name, @Nullable String key) {

  /** The key, or the default. */
  public String keyOr(String defaultKey) {
    return key == null || key.isEmpty() ? defaultKey : key;
  }
}
