/**
 * Gets one message to one destination over HTTP: reads the provider and its Secret, refuses
 * addresses nobody may be sent to, sends, and says what became of it.
 */
@NullMarked
package dev.plumbline.notifier.delivery;

import org.jspecify.annotations.NullMarked;
