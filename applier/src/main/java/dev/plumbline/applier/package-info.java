/**
 * The applier: the only service that writes to clusters. {@link
 * dev.plumbline.applier.ApplierService} starts a stream of plans; {@link
 * dev.plumbline.applier.ApplierStream} hands each to {@link
 * dev.plumbline.applier.model.SyncMachine}, stores what it says and lets {@link
 * dev.plumbline.applier.cluster.ClusterHand} do it.
 */
@NullMarked
package dev.plumbline.applier;

import org.jspecify.annotations.NullMarked;
