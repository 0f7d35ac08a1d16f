/** {@code ./plumbline dead-letters}: what no service could process, looked at and put back. */
@NullMarked
package dev.plumbline.cli.deadletters;

import org.jspecify.annotations.NullMarked;
