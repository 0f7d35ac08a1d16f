package dev.plumbline.contracts.resources;

import org.jspecify.annotations.Nullable;

/**
 * How encrypted files are read.
 *
 * @param provider {@code sops}
 * @param secretRef the Secret with the keys, in the application's namespace
 */
public record Decryption(@Nullable String provider, @Nullable SecretRef secretRef) {}
