/**
 * The core of the poller: what is to be polled, when, and what a look amounts to. No Kafka, no
 * cluster, no clock; times and randomness are passed in.
 */
@NullMarked
package dev.plumbline.gitpoller.poll;

import org.jspecify.annotations.NullMarked;
