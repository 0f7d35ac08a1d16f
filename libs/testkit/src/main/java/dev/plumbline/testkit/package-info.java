/**
 * Real parts for tests: a broker, Git repositories over HTTP, a cluster, a sink that records what
 * it is sent, and eyes of their own on topics.
 */
@NullMarked
package dev.plumbline.testkit;

import org.jspecify.annotations.NullMarked;
