/** {@code ./plumbline tree}: an application's objects, what they own, and how all of it does. */
@NullMarked
package dev.plumbline.cli.tree;

import org.jspecify.annotations.NullMarked;
