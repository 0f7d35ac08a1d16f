/** Encryption of Secret values inside events, and the digests over them. */
@NullMarked
package dev.plumbline.contracts.secrets;

import org.jspecify.annotations.NullMarked;
