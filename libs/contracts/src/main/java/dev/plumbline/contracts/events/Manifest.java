package dev.plumbline.contracts.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.plumbline.contracts.ObjectRef;

/**
 * One rendered object.
 *
 * @param ref what it names; the namespace is resolved, empty only for cluster-scoped kinds
 * @param object the manifest, cleaned for server-side apply, without Plumbline's own label and
 *     annotation; the values of a Secret are sealed
 * @param digest hash of the object before sealing (keyed for Secrets): equal digests, equal objects
 * @param origin where it came from, as {@code file:line}
 */
public record Manifest(ObjectRef ref, ObjectNode object, String digest, String origin) {}
