/** An application and its clusters as they are now, for commands that look at them. */
@NullMarked
package dev.plumbline.cli.live;

import org.jspecify.annotations.NullMarked;
