package dev.plumbline.driftdetector.model;

import dev.plumbline.contracts.resources.Application;

/**
 * How many objects may be pruned at once without a person's word.
 *
 * @param percent share of an application's objects; more than that are too many
 * @param from fewer objects than these are never too many
 */
public record PruneLimits(int percent, int from) {

  /** Half of them, and five at least. */
  public static final PruneLimits USUAL = new PruneLimits(50, 5);

  /**
   * From settings.
   *
   * @param share such as {@code 50%}
   * @throws IllegalArgumentException when it is none
   */
  public static PruneLimits of(String share, int from) {
    int percent = percent(share);
    if (percent < 0 || from < 1) {
      throw new IllegalArgumentException(
          "expected a share from 0%% to 100%% and a number from 1 on, and not '%s' and %d"
              .formatted(share, from));
    }
    return new PruneLimits(percent, from);
  }

  /** These, with the application's own share where it gives one. */
  PruneLimits of(Application application) {
    String share = application.spec().syncPolicyOrDefault().confirmPruningAbove();
    int own = share == null ? -1 : percent(share);
    return own < 0 ? this : new PruneLimits(own, from);
  }

  private static int percent(String share) {
    return share.matches("\\d{1,2}%|100%")
        ? Integer.parseInt(share.substring(0, share.length() - 1))
        : -1;
  }

  boolean exceededBy(int pruned, int all) {
    return pruned >= from && (long) pruned * 100 > (long) percent * all;
  }
}
