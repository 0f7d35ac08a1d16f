/**
 * Simulated controllers and kubelet: they only use the API as any client would, with field manager
 * kube-controller-manager.
 */
@NullMarked
package dev.plumbline.sandbox.control;

import org.jspecify.annotations.NullMarked;
