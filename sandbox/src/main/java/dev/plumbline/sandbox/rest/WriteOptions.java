package dev.plumbline.sandbox.rest;

/**
 * What a write asks for beside its body.
 *
 * @param manager the field manager: given, or the first part of the User-Agent
 * @param dryRun answer as if, store nothing
 * @param force take fields from other appliers
 */
public record WriteOptions(
    String manager, boolean dryRun, boolean force, FieldValidation validation) {

  /** What to do about fields that the kind does not have. */
  public enum FieldValidation {
    STRICT,
    WARN,
    IGNORE
  }

  /** How controllers write. */
  public static WriteOptions as(String manager) {
    return new WriteOptions(manager, false, true, FieldValidation.IGNORE);
  }
}
