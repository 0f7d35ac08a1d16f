package dev.plumbline.cluster;

/**
 * How an object is written.
 *
 * @param fieldManager who the change is put down to
 * @param force take over fields that others own with other values
 * @param dryRun change nothing, only answer as if
 * @param validated whether a field that the kind does not have is an error that names it, rather
 *     than left out
 */
public record WriteOptions(String fieldManager, boolean force, boolean dryRun, boolean validated) {

  /** By that manager, validated, taking nothing from others. */
  public static WriteOptions by(String fieldManager) {
    return new WriteOptions(fieldManager, false, false, true);
  }

  /** These, taking fields over from others. */
  public WriteOptions forced() {
    return new WriteOptions(fieldManager, true, dryRun, validated);
  }

  /** These, changing nothing. */
  public WriteOptions tried() {
    return new WriteOptions(fieldManager, force, true, validated);
  }

  /** These, validated or not. */
  public WriteOptions validated(boolean wanted) {
    return new WriteOptions(fieldManager, force, dryRun, wanted);
  }

  /** As a query, its question mark included. */
  String query() {
    return "?fieldManager="
        + ApiResource.encode(fieldManager)
        + "&fieldValidation="
        + (validated ? "Strict" : "Ignore")
        + (dryRun ? "&dryRun=All" : "");
  }
}
