/**
 * What is worth telling, to whom, and what became of it: pure functions over the notification
 * state. No clock, network or Kafka is known here.
 */
@NullMarked
package dev.plumbline.notifier.model;

import org.jspecify.annotations.NullMarked;
