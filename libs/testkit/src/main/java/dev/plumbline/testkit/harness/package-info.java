/**
 * How suites start the product, drive it and look at it, always from outside: a process, HTTP, the
 * Kubernetes API, Git and Kafka. No class of a service is used here.
 */
@NullMarked
package dev.plumbline.testkit.harness;

import org.jspecify.annotations.NullMarked;
