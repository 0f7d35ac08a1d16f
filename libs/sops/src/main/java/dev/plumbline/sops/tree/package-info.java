/** What an encrypted file holds, whatever its format: an ordered tree of values and comments. */
@NullMarked
package dev.plumbline.sops.tree;

import org.jspecify.annotations.NullMarked;
