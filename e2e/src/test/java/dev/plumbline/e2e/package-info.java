/** The product as a whole, one class for each feature; open {@code PushIT} first. */
@NullMarked
package dev.plumbline.e2e;

import org.jspecify.annotations.NullMarked;
