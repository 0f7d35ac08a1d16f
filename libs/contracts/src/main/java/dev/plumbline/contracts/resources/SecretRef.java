package dev.plumbline.contracts.resources;

/** A Secret in the namespace of the resource that names it. */
public record SecretRef(String name) {}
