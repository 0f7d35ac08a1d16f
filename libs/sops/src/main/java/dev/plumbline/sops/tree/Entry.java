package dev.plumbline.sops.tree;

/** What a {@link Branch} is made of. */
public sealed interface Entry permits Pair, Comment {}
