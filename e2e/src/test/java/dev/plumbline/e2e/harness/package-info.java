/**
 * How the end-to-end suite starts the product, drives it and looks at it, always from outside: a
 * process, HTTP, the Kubernetes API, Git and Kafka. No class of a service is used here.
 */
@NullMarked
package dev.plumbline.e2e.harness;

import org.jspecify.annotations.NullMarked;
