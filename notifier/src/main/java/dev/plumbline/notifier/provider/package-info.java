/**
 * One class for each kind of destination: what to send for a message, and what the answer means.
 * Nothing here does I/O. To add a kind, write a {@link dev.plumbline.notifier.provider.Target} and
 * name it in {@link dev.plumbline.notifier.provider.Targets}.
 */
@NullMarked
package dev.plumbline.notifier.provider;

import org.jspecify.annotations.NullMarked;
