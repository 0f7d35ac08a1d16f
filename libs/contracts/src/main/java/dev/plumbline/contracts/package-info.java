/**
 * What services say to each other and to people: events, topics and identities. Plain records; no
 * framework, no client. Every service depends on this module and on no other service.
 */
@NullMarked
package dev.plumbline.contracts;

import org.jspecify.annotations.NullMarked;
