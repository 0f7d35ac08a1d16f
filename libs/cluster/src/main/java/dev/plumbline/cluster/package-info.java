/**
 * Kubernetes API servers as Plumbline uses them: server-side apply, lists and watches over raw
 * JSON, so that managed fields and error answers arrive exactly as the server wrote them.
 */
@NullMarked
package dev.plumbline.cluster;

import org.jspecify.annotations.NullMarked;
