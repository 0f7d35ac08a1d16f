/**
 * Files encrypted by SOPS, decrypted in process: {@link dev.plumbline.sops.Sops} is all that others
 * need, with {@link dev.plumbline.sops.AgeKeys} to decrypt with. Pure: bytes in, bytes out.
 */
@NullMarked
package dev.plumbline.sops;

import org.jspecify.annotations.NullMarked;
