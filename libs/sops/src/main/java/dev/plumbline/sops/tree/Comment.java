package dev.plumbline.sops.tree;

/**
 * A comment, in clear or encrypted. It counts only where a file's rules go by comments.
 *
 * @param text without the character that begins it
 */
public record Comment(String text) implements Entry, Value {}
