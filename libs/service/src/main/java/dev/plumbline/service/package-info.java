/**
 * What the wiring of every service shares: which roles run here, settings, the custom resources,
 * the clusters, streams on Kafka, and health. It knows no service.
 */
@NullMarked
package dev.plumbline.service;

import org.jspecify.annotations.NullMarked;
