package dev.plumbline.sops.tree;

/** A key and its value. */
public record Pair(String key, Value value) implements Entry {}
