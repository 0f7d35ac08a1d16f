package dev.plumbline.applier.model;

/**
 * What of an {@code Application} resource decides whether a plan may be carried out.
 *
 * @param deleting whether its deletion was asked for
 * @param finalized whether it bears the finalizer that asks for its objects to go with it
 */
public record ApplicationView(String uid, boolean deleting, boolean finalized) {}
