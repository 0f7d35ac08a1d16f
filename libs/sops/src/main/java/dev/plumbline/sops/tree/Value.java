package dev.plumbline.sops.tree;

/** What a key or a place in a list holds. */
public sealed interface Value permits Branch, Items, Scalar, Comment {}
