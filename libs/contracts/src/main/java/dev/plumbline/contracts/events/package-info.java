/**
 * The events and state records that travel over Kafka, one record type each, and the codec that
 * turns them into CloudEvents and back.
 */
@NullMarked
package dev.plumbline.contracts.events;

import org.jspecify.annotations.NullMarked;
