/**
 * Real servers inside this JVM, for a local installation and for tests: a one-node Apache Kafka
 * broker whose data survives restarts, and a smart-HTTP Git server over a directory of bare
 * repositories. Both listen on 127.0.0.1 only and on any free port unless told otherwise.
 */
@NullMarked
package dev.plumbline.embedded;

import org.jspecify.annotations.NullMarked;
